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
