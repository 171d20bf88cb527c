//! What a server says it can do: the three discovery endpoints (RFC 7644 section 4).

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the discovery endpoints answered; `None` where an endpoint gave nothing usable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Capabilities {
    /// The body of /ServiceProviderConfig.
    pub config: Option<Value>,
    /// The resources of /ResourceTypes.
    pub resource_types: Option<Vec<Value>>,
    /// The resources of /Schemas.
    pub schemas: Option<Vec<Value>>,
}

impl Capabilities {
    /// Does the server say that it has no filters (RFC 7643 section 5)?
    #[must_use]
    pub fn is_without_filters(&self) -> bool {
        let supported =
            self.config.as_ref().and_then(|config| config.get("filter")?.get("supported"));
        supported == Some(&Value::Bool(false))
    }
}
