//! Faults that lose, change or reorder the operations of a PATCH.

use serde_json::Value;

use super::super::Server;
use super::super::fault::Fault;
use super::super::read::is_disabled;
use super::super::route::Route;
use super::super::store::{Kind, Resource};
use super::{body_of, id_of, op_of, path_of};
use crate::scim::urn;
use crate::wire::{Method, Request};

/// A path that is tolerated and leads nowhere.
const NOWHERE: &str = "urn:example:nowhere";

pub(super) fn mishear(server: &Server, fault: Fault, route: &Route, request: &mut Request) {
    let Route::Item(kind, id) = route else { return };
    if request.method != Method::Patch {
        return;
    }
    let operations = body_of(request).and_then(|body| body.get_mut("Operations"));
    let Some(Value::Array(operations)) = operations else { return };
    if operations.is_empty() {
        return;
    }
    let before = server.store.get(*kind, id);
    reorder(fault, operations);
    for operation in operations.iter_mut() {
        super::patches::misread_filter(fault, operation);
    }
    match kind {
        Kind::User => {
            lose_in_users(fault, before, operations);
            change_in_users(fault, operations);
        }
        Kind::Group => {
            lose_in_groups(fault, before, operations);
            server.lose_members(fault, id, before, operations);
        }
    }
    if operations.is_empty() {
        operations.push(serde_json::json!({ "op": "replace", "path": NOWHERE, "value": "x" }));
    }
}

fn reorder(fault: Fault, operations: &mut Vec<Value>) {
    match fault {
        Fault::ThirdOperationIgnored => operations.truncate(2),
        Fault::OperationsReversed => operations.reverse(),
        Fault::SchemasPathEnds => {
            let end = operations.iter().position(|operation| path_of(operation) == "schemas");
            operations.truncate(end.map_or(operations.len(), |end| end + 1));
        }
        Fault::AddAndRemoveReordered => {
            operations.sort_by_key(|operation| op_of(operation) != "remove");
        }
        _ => {}
    }
}

fn is_active(operation: &Value) -> bool {
    path_of(operation).eq_ignore_ascii_case("active")
        || (path_of(operation).is_empty()
            && operation.get("value").is_some_and(|value| value.get("active").is_some()))
}

/// The value of an operation without path.
fn pathless(operation: &mut Value) -> Option<&mut serde_json::Map<String, Value>> {
    if path_of(operation).is_empty() { operation.get_mut("value")?.as_object_mut() } else { None }
}

fn lose_in_users(fault: Fault, before: Option<&Resource>, operations: &mut Vec<Value>) {
    let has = |name: &str| before.is_some_and(|before| before.attributes.contains_key(name));
    match fault {
        Fault::DisableDropsOthers if operations.iter().any(is_active) => {
            operations.retain(is_active);
            for values in operations.iter_mut().filter_map(pathless) {
                values.retain(|name, _| name == "active");
            }
        }
        Fault::ActiveOnlyFirst => {
            let mut first = true;
            operations.retain(|operation| std::mem::take(&mut first) || !is_active(operation));
        }
        Fault::ActiveInObjectIgnored => {
            for values in operations.iter_mut().filter_map(pathless).filter(|v| v.len() > 1) {
                values.remove("active");
            }
        }
        Fault::NullClearsNothing => operations.retain(|operation| {
            !operation
                .get("value")
                .is_some_and(|value| value.is_null() || value.as_array().is_some_and(Vec::is_empty))
        }),
        Fault::UrnObjectIgnored => {
            for values in operations.iter_mut().filter_map(pathless) {
                values.retain(|name, value| !(name == urn::ENTERPRISE_USER && value.is_object()));
            }
        }
        Fault::DisplayNameNotPatchable => {
            operations.retain(|operation| path_of(operation) != "displayName");
            for values in operations.iter_mut().filter_map(pathless) {
                values.remove("displayName");
            }
        }
        Fault::FormattedIgnored => {
            operations.retain(|operation| path_of(operation) != "name.formatted");
            for values in operations.iter_mut().filter_map(pathless) {
                values.remove("name.formatted");
            }
        }
        Fault::TitleAddIgnored => operations.retain(|operation| {
            let path = path_of(operation);
            let plain = !path.is_empty() && !path.contains(['[', ':', '.']);
            !(op_of(operation) == "add" && plain && !has(path))
        }),
        Fault::ManagerSelfLost => {
            let managed = before.is_some_and(|before| {
                let extension = before.attributes.get(urn::ENTERPRISE_USER);
                extension.is_some_and(|extension| extension.get("manager").is_some())
            });
            operations.retain(|operation| {
                let set = operation.get("value").is_some_and(|value| {
                    id_of(value).is_some_and(|id| !id.is_empty()) || value.is_array()
                });
                !(managed && set && path_of(operation).to_ascii_lowercase().ends_with("manager"))
            });
        }
        _ => {}
    }
}

fn change_in_users(fault: Fault, operations: &mut [Value]) {
    for operation in operations {
        let (op, path) = (op_of(operation), path_of(operation).to_owned());
        let cut = |end: Option<usize>| path[..end.unwrap_or(path.len())].to_owned();
        let remove = op == "remove";
        let changed = match fault {
            Fault::ReplaceListAppends
                if op == "replace"
                    && !path.contains('[')
                    && operation.get("value").is_some_and(Value::is_array) =>
            {
                operation["op"] = "add".into();
                continue;
            }
            Fault::RemoveFilteredAll if remove && path.ends_with(']') => cut(path.find('[')),
            Fault::RemoveSubRemovesElement if remove => {
                cut(path.rfind(']').map(|bracket| bracket + 1))
            }
            Fault::RemoveSubRemovesName if remove && path.starts_with("name.") => "name".to_owned(),
            Fault::PrototypePolluted if is_prototype(&path) => NOWHERE.to_owned(),
            Fault::MetaWritable if path.starts_with("meta") => NOWHERE.to_owned(),
            _ => continue,
        };
        operation["path"] = changed.into();
    }
}

/// Does a path reach for the innards of a language?
pub(super) fn is_prototype(path: &str) -> bool {
    path.starts_with("__proto__") || path.starts_with("constructor")
}

fn is_members(operation: &Value, op: &str) -> bool {
    op_of(operation) == op && path_of(operation).to_ascii_lowercase().starts_with("members")
}

fn lose_in_groups(fault: Fault, before: Option<&Resource>, operations: &mut Vec<Value>) {
    match fault {
        Fault::LastAddOnly => {
            let last = operations.iter().rposition(|operation| is_members(operation, "add"));
            let mut index = 0;
            operations.retain(|operation| {
                index += 1;
                !is_members(operation, "add") || Some(index - 1) == last
            });
        }
        Fault::FirstRemoveOnly => {
            let mut first = true;
            operations
                .retain(|operation| !is_members(operation, "remove") || std::mem::take(&mut first));
        }
        Fault::ManyMembersCut => {
            for operation in operations.iter_mut().filter(|operation| is_members(operation, "add"))
            {
                if let Some(Value::Array(members)) = operation.get_mut("value") {
                    members.truncate(20);
                }
            }
        }
        Fault::ReplaceMembersKeepsFirst => {
            let first = before.and_then(|before| before.attributes.get("members")?.get(0));
            for operation in operations.iter_mut().filter(|o| is_members(o, "replace")) {
                if let (Some(Value::Array(members)), Some(first)) =
                    (operation.get_mut("value"), first)
                {
                    members.push(first.clone());
                }
            }
        }
        _ => {}
    }
}

impl Server {
    /// Takes members out of the operations that add or remove them.
    fn lose_members(
        &self,
        fault: Fault,
        group: &str,
        before: Option<&Resource>,
        operations: &mut Vec<Value>,
    ) {
        let user = |id: &str| self.store.get(Kind::User, id);
        let late: Vec<&str> = before.into_iter().flat_map(Resource::member_ids).skip(100).collect();
        let (op, lost): (&str, &dyn Fn(&str) -> bool) = match fault {
            Fault::DisabledMemberDropped => ("add", &|id| user(id).is_some_and(is_disabled)),
            Fault::ReaddIgnored => {
                ("add", &|id| self.memory.removed.contains(&(group.to_owned(), id.to_owned())))
            }
            Fault::RecreatedMemberIgnored => ("add", &|id| {
                user(id).is_some_and(|user| {
                    self.graveyard
                        .iter()
                        .any(|old| old.kind == Kind::User && old.name() == user.name())
                })
            }),
            Fault::FreshMemberDropped => ("add", &|id| self.memory.newest.as_deref() == Some(id)),
            Fault::LateMemberStays => ("remove", &|id| late.contains(&id)),
            _ => return,
        };
        operations.retain_mut(|operation| {
            if !is_members(operation, op) {
                return true;
            }
            if path_of(operation).split('"').nth(1).is_some_and(lost) {
                return false;
            }
            match operation.get_mut("value") {
                Some(Value::Array(members)) => {
                    members.retain(|member| !id_of(member).is_some_and(lost));
                    !members.is_empty()
                }
                Some(value) => !id_of(value).is_some_and(lost),
                None => true,
            }
        });
    }
}
