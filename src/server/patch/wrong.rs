//! Faults of PATCH that lose operations or attributes, or refuse what is right.
//! Faults that are part of how an operation is applied stand there.

use serde_json::Value;

use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::read::is_disabled;
use super::super::rules::Rules;
use super::super::store::{Attributes, Kind, Resource};
use super::operation::{Op, Operation};
use super::target::Target;
use crate::scim::urn;

impl Rules<'_> {
    /// Drops operations that a fault ignores.
    pub(super) fn lose_operations(&self, operations: &mut Vec<Operation>) {
        if self.has(Fault::StopsAfterFirstOperation)
            || (self.has(Fault::GroupSecondOperationIgnored) && self.kind == Kind::Group)
        {
            operations.truncate(1);
        }
        if self.has(Fault::SamePathFirstWins) {
            let mut seen: Vec<Option<String>> = Vec::new();
            operations.retain(|operation| {
                let new = operation.path.is_none() || !seen.contains(&operation.path);
                seen.push(operation.path.clone());
                new
            });
        }
    }

    /// Drops attributes that have nothing to do with the request.
    pub(super) fn lose_unrelated(
        &self,
        before: &Resource,
        draft: &mut Attributes,
        operations: &[Operation],
    ) {
        let untouched = |name: &str| !operations.iter().any(|operation| operation.mentions(name));
        if self.has(Fault::PatchWipesPhones) && untouched("phoneNumbers") {
            draft.remove("phoneNumbers");
        }
        if self.has(Fault::ExternalIdLost) && untouched("externalId") {
            draft.remove("externalId");
        }
        if self.has(Fault::EnableLosesAttributes)
            && is_disabled(before)
            && draft.get("active") == Some(&Value::Bool(true))
        {
            for name in ["title", "phoneNumbers", urn::ENTERPRISE_USER] {
                draft.remove(name);
            }
        }
        if self.has(Fault::RenameLosesMembers)
            && self.kind == Kind::Group
            && draft.get("displayName") != before.attributes.get("displayName")
        {
            draft.remove("members");
        }
        if self.has(Fault::GivenNameRewritesDisplayName) {
            let given = |attributes: &Attributes| {
                attributes.get("name").and_then(|name| name.get("givenName")).cloned()
            };
            if let Some(name) = given(draft)
                && given(&before.attributes).as_ref() != Some(&name)
            {
                draft.insert("displayName".into(), name);
            }
        }
    }

    /// Refuses or ignores an operation that is right. `true` means ignored.
    pub(super) fn interfere(
        &self,
        op: Op,
        target: &Target<'_>,
        value: Option<&Value>,
    ) -> Result<bool, ScimError> {
        let name = target.attribute.name.as_str();
        let user = self.kind == Kind::User;
        let text = value.is_some_and(Value::is_string);
        let plain = target.filter.is_none() && target.sub.is_none();
        let scalar_name = matches!(name, "displayName" | "externalId");
        let refused = [
            (Fault::ActiveAddRefused, name == "active" && op == Op::Add),
            (Fault::ActiveStringRefused, name == "active" && text),
            (Fault::AddRefused, user && op == Op::Add && plain && !target.attribute.multi_valued),
            (Fault::GroupAddScalarRefused, !user && op == Op::Add && scalar_name),
            (Fault::EmptyValueRefused, value.and_then(Value::as_str) == Some("")),
            (
                Fault::RemoveListRefused,
                name == "members" && op == Op::Remove && plain && value.is_some(),
            ),
        ];
        if refused.into_iter().any(|(fault, applies)| applies && self.has(fault)) {
            return Err(ScimError::invalid_value("this operation is not supported"));
        }
        if (self.has(Fault::NullValue500) && value.is_some_and(Value::is_null))
            || (self.has(Fault::ValuePath500) && target.filter.is_some())
        {
            return Err(ScimError::new(500, "internal error"));
        }
        let ignored = [
            (Fault::ActiveIgnored, name == "active" && value.is_none_or(is_truth)),
            (Fault::ActiveStringIgnored, name == "active" && text),
            (Fault::ExternalIdNotPatchable, user && name == "externalId"),
            (Fault::UserNameNotPatchable, name == "userName"),
            (Fault::EnterprisePathIgnored, target.extension.is_some()),
            (Fault::GroupExternalIdIgnored, !user && name == "externalId"),
            (Fault::GroupDisplayNameIgnored, !user && name == "displayName"),
            (Fault::RemoveIgnored, user && op == Op::Remove),
            (Fault::ManagerObjectIgnored, name == "manager" && value.is_some_and(Value::is_object)),
            (
                Fault::RemovePathIgnored,
                name == "members" && op == Op::Remove && target.filter.is_some(),
            ),
            (
                Fault::RemoveListIgnored,
                name == "members" && op == Op::Remove && plain && value.is_some(),
            ),
            (
                Fault::RemoveAllIgnored,
                name == "members" && op == Op::Remove && plain && value.is_none(),
            ),
            (
                Fault::ReplaceMembersEmptyIgnored,
                name == "members"
                    && op == Op::Replace
                    && value.and_then(Value::as_array).is_some_and(Vec::is_empty),
            ),
        ];
        Ok(ignored.into_iter().any(|(fault, applies)| applies && self.has(fault)))
    }
}

/// Is it true or false, perhaps as a text?
fn is_truth(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::String(text) => {
            ["true", "false"].iter().any(|truth| text.eq_ignore_ascii_case(truth))
        }
        _ => false,
    }
}
