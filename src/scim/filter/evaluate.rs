//! Whether a resource, or one value of an attribute, meets a filter.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::names::{Attributes, compared};
use super::tree::{AttributeExpression, Filter, FilterError, Literal, Operator, Test};
use crate::scim::attribute::{Attribute, AttributeType};
use crate::scim::definition::{ResourceDefinition, Target};
use crate::scim::value::{self, Comparable};

/// How to judge where RFC 7644 is strict and clients are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// A Boolean attribute compares with the texts "true" and "false", in any case, as with the Boolean:
    /// Entra sends `roles[primary eq "True"]`.
    pub lenient: bool,
}

impl Filter {
    /// Does the resource meet the filter?
    ///
    /// Of a multi-valued attribute one value that meets it is enough. A complex attribute without a sub-attribute
    /// compares by its `value`. `ne` holds for an attribute without a value, and `eq null` means that there is none;
    /// an expression about an attribute that the type does not have never holds.
    ///
    /// # Errors
    /// As [`Filter::check`].
    pub fn matches(
        &self,
        resource: &Value,
        definition: &ResourceDefinition,
        evaluation: Evaluation,
    ) -> Result<bool, FilterError> {
        self.check(definition)?;
        Ok(self.holds(resource, Attributes::OfResource(definition), evaluation))
    }

    /// Does one value of a (multi-valued) attribute meet the filter, whose attributes are the attribute's
    /// sub-attributes? For the value paths of PATCH. The value of a simple attribute is called `value`.
    ///
    /// # Errors
    /// As [`Filter::check`].
    pub fn matches_value(
        &self,
        value: &Value,
        attribute: &Attribute,
        evaluation: Evaluation,
    ) -> Result<bool, FilterError> {
        self.check_in(Attributes::OfValue(attribute))?;
        Ok(self.holds(value, Attributes::OfValue(attribute), evaluation))
    }

    /// The smallest value of that complex attribute that meets the filter, if the filter says it: one or more `eq`
    /// joined by `and`. This is what a server adds when Entra replaces `emails[type eq "work"].value`
    /// and there is no such e-mail address.
    #[must_use]
    pub fn template(
        &self,
        attribute: &Attribute,
        evaluation: Evaluation,
    ) -> Option<Map<String, Value>> {
        let operands = match self {
            Self::And(operands) => operands.as_slice(),
            single => std::slice::from_ref(single),
        };
        let mut template = Map::new();
        for operand in operands {
            let Self::Attribute(AttributeExpression {
                attribute: path,
                test: Test::Compare(Operator::Equal, literal),
            }) = operand
            else {
                return None;
            };
            let Target::Attribute { attribute: sub_attribute, .. } =
                Attributes::OfValue(attribute).resolve(path)?
            else {
                return None;
            };
            let value = literal_for(literal, sub_attribute, evaluation);
            Comparable::new(&value, sub_attribute)?;
            template.insert(sub_attribute.name.clone(), value);
        }
        // Two different demands on one sub-attribute cannot both be met.
        let whole = Value::Object(template);
        if !self.holds(&whole, Attributes::OfValue(attribute), evaluation) {
            return None;
        }
        match whole {
            Value::Object(template) => Some(template),
            _ => None,
        }
    }

    fn holds(&self, holder: &Value, attributes: Attributes<'_>, evaluation: Evaluation) -> bool {
        match self {
            Self::Attribute(expression) => expression.holds(holder, attributes, evaluation),
            Self::Value(path) => {
                let Some(target) = attributes.resolve(&path.attribute) else {
                    return false;
                };
                let Some(attribute) = target.innermost() else {
                    return false;
                };
                let inner = Attributes::OfValue(attribute);
                attributes.values(holder, target).into_iter().any(|value| {
                    path.filter.holds(value, inner, evaluation)
                        && path
                            .after
                            .as_ref()
                            .is_none_or(|after| after.holds(value, inner, evaluation))
                })
            }
            Self::Not(filter) => !filter.holds(holder, attributes, evaluation),
            Self::And(operands) => {
                operands.iter().all(|operand| operand.holds(holder, attributes, evaluation))
            }
            Self::Or(operands) => {
                operands.iter().any(|operand| operand.holds(holder, attributes, evaluation))
            }
        }
    }
}

impl AttributeExpression {
    fn holds(&self, holder: &Value, attributes: Attributes<'_>, evaluation: Evaluation) -> bool {
        let Some(target) = attributes.resolve(&self.attribute) else {
            return false;
        };
        let mut values = attributes.values(holder, target);
        values.retain(|value| value::is_present(value));
        let (operator, literal) = match &self.test {
            Test::Present | Test::Compare(Operator::NotEqual, Literal::Null) => {
                return !values.is_empty();
            }
            Test::Compare(Operator::Equal, Literal::Null) => return values.is_empty(),
            Test::Compare(operator, literal) => (*operator, literal),
        };
        let Some(attribute) = target.innermost() else {
            return false;
        };
        let Some(compared) = compared(attribute) else {
            return false;
        };
        let literal = literal_for(literal, compared, evaluation);
        let meets = |operator: Operator, value: &&Value| {
            // A complex attribute without a sub-attribute compares by its `value`.
            let value = match value {
                Value::Object(_) => value::member(value, &compared.name),
                simple => Some(*simple),
            };
            value.is_some_and(|value| compare(operator, value, &literal, compared))
        };
        match operator {
            Operator::NotEqual => {
                values.is_empty() || values.iter().any(|value| !meets(Operator::Equal, value))
            }
            operator => values.iter().any(|value| meets(operator, value)),
        }
    }
}

/// The literal as a value of that attribute.
fn literal_for(literal: &Literal, attribute: &Attribute, evaluation: Evaluation) -> Value {
    match literal {
        Literal::String(text) if evaluation.lenient && attribute.kind == AttributeType::Boolean => {
            match text {
                text if text.eq_ignore_ascii_case("true") => Value::Bool(true),
                text if text.eq_ignore_ascii_case("false") => Value::Bool(false),
                _ => literal.to_json(),
            }
        }
        literal => literal.to_json(),
    }
}

/// One value against the literal, by the attribute's type; values of another type meet nothing.
fn compare(operator: Operator, value: &Value, literal: &Value, attribute: &Attribute) -> bool {
    let form = |value: &Value| match (attribute.kind, operator, value) {
        // A piece of a dateTime is no instant and is looked for in the text.
        (
            AttributeType::DateTime,
            Operator::Contains | Operator::StartsWith | Operator::EndsWith,
            Value::String(text),
        ) => Some(Comparable::Text(text.clone())),
        _ => Comparable::new(value, attribute),
    };
    let (Some(left), Some(right)) = (form(value), form(literal)) else {
        return false;
    };
    let within = |test: fn(&str, &str) -> bool| match (&left, &right) {
        (Comparable::Text(left), Comparable::Text(right)) => test(left, right),
        _ => false,
    };
    let order = || {
        let same_form = std::mem::discriminant(&left) == std::mem::discriminant(&right);
        same_form.then(|| left.cmp(&right))
    };
    match operator {
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
        Operator::Contains => within(|left, right| left.contains(right)),
        Operator::StartsWith => within(|left, right| left.starts_with(right)),
        Operator::EndsWith => within(|left, right| left.ends_with(right)),
        Operator::Greater => order() == Some(Ordering::Greater),
        Operator::GreaterOrEqual => order().is_some_and(Ordering::is_ge),
        Operator::Less => order() == Some(Ordering::Less),
        Operator::LessOrEqual => order().is_some_and(Ordering::is_le),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::standard;
    use serde_json::json;

    const STRICT: Evaluation = Evaluation { lenient: false };
    const LENIENT: Evaluation = Evaluation { lenient: true };

    fn ada() -> Value {
        json!({
            "schemas": [
                "urn:ietf:params:scim:schemas:core:2.0:User",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            ],
            "id": "2819c223-7F76",
            "externalId": "Ada-1",
            "userName": "Ada@Example.com",
            "name": { "familyName": "O'Malley", "givenName": "Ädä" },
            "title": "",
            "userType": "Employee",
            "active": true,
            "nickName": null,
            "emails": [
                { "type": "work", "value": "ada@example.com", "primary": true },
                { "type": "home", "value": "ada@home.example" }
            ],
            "phoneNumbers": [],
            "roles": [{ "value": "admin", "primary": true }, { "value": "Auditor", "primary": false }],
            "x509Certificates": [{ "value": "MIIB" }],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
                "department": "Engines",
                "manager": { "value": "Boss-1" }
            },
            "meta": {
                "resourceType": "User",
                "created": "2026-01-02T03:04:05Z",
                "lastModified": "2026-05-13T04:42:34.5+02:00"
            }
        })
    }

    fn matches(text: &str, evaluation: Evaluation) -> Result<bool, FilterError> {
        Filter::parse(text)?.matches(&ada(), &standard::user(), evaluation)
    }

    fn hold(table: &[(&str, bool)], evaluation: Evaluation) {
        for (text, expected) in table {
            assert_eq!(matches(text, evaluation), Ok(*expected), "{text}");
        }
    }

    #[test]
    fn texts_compare_by_the_case_rule_of_their_attribute() {
        hold(
            &[
                (r#"userName eq "ada@example.com""#, true),
                (r#"USERNAME EQ "ADA@EXAMPLE.COM""#, true),
                (r#"externalId eq "Ada-1""#, true),
                (r#"externalId eq "ada-1""#, false),
                (r#"id eq "2819c223-7f76""#, false),
                (r#"userName ne "ada@example.com""#, false),
                (r#"userName ne "bob""#, true),
                (r#"userName sw "ADA@""#, true),
                (r#"userName ew ".COM""#, true),
                (r#"userName co "@ex""#, true),
                (r#"userName co "@ax""#, false),
                (r#"userName gt "ABC""#, true),
                (r#"userName lt "ABC""#, false),
                (r#"userName ge "ADA@example.com""#, true),
                (r#"userName le "ada@example.COM""#, true),
                (r#"externalId lt "ada""#, true),
                (r#"name.familyName co "O'Malley""#, true),
                (r#"name.givenName eq "äDÄ""#, true),
                (r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "A""#, true),
                ("userName eq 1", false),
                ("userName ne 1", true),
            ],
            STRICT,
        );
    }

    #[test]
    fn presence_wants_something_in_the_value() {
        hold(
            &[
                ("userName pr", true),
                ("title pr", false),
                ("nickName pr", false),
                ("displayName pr", false),
                ("phoneNumbers pr", false),
                ("emails pr", true),
                ("emails.display pr", false),
                ("emails.type pr", true),
                ("name pr", true),
                ("name.middleName pr", false),
                ("active pr", true),
                ("meta.created pr", true),
                ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr", true),
                ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division pr", false),
                ("nickName eq null", true),
                ("userName eq null", false),
                ("userName ne null", true),
                (r#"nickName ne "x""#, true),
                (r#"not (nickName eq "x")"#, true),
                (r#"nickName eq "x""#, false),
                (r#"nickName co """#, false),
            ],
            STRICT,
        );
    }

    #[test]
    fn one_value_of_a_list_is_enough_and_brackets_ask_the_same_value() {
        hold(
            &[
                (r#"emails co "HOME.example""#, true),
                (r#"emails.value eq "ada@home.example""#, true),
                (r#"emails.type eq "work" and emails.value ew "home.example""#, true),
                (r#"emails[type eq "work" and value ew "home.example"]"#, false),
                (r#"emails[type eq "home" and value ew "home.example"]"#, true),
                (r#"emails[type eq "work"].value eq "ADA@example.com""#, true),
                (r#"emails[type eq "work"].value eq "ada@home.example""#, false),
                (r#"emails[not (type eq "work")].value pr"#, true),
                (r#"emails[type eq "other"]"#, false),
                (r#"emails[nothing eq "other"]"#, false),
                (
                    r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
                    true,
                ),
                (r#"schemas[value ew ":User"]"#, true),
                (
                    r#"userType eq "Employee" and (emails co "example.org" or emails.value co "example.com")"#,
                    true,
                ),
                (r#"userType ne "Employee" and not (emails co "example.com")"#, false),
                (r#"x509Certificates eq "MIIB""#, true),
                (r#"x509Certificates eq "miib""#, false),
            ],
            STRICT,
        );
    }

    #[test]
    fn a_complex_attribute_compares_by_its_value() {
        hold(
            &[
                (
                    r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq "Boss-1""#,
                    true,
                ),
                (r#"manager eq "Boss-1""#, true),
                (r#"manager.value eq "boss-1""#, false),
                (r#"department eq "engines""#, true),
                (r#"roles eq "auditor""#, true),
                (r#"name eq "Ada""#, false),
            ],
            STRICT,
        );
    }

    #[test]
    fn instants_compare_as_instants() {
        hold(
            &[
                (r#"meta.lastModified eq "2026-05-13T02:42:34.500Z""#, true),
                (r#"meta.lastModified ne "2026-05-13T02:42:34.500Z""#, false),
                (r#"meta.lastModified gt "2026-05-13T04:00:00+02:00""#, true),
                (r#"meta.lastModified gt "2026-05-13T02:42:34.500Z""#, false),
                (r#"meta.lastModified ge "2026-05-13T02:42:34.500Z""#, true),
                (r#"meta.lastModified lt "2026-05-13T04:00:00Z""#, true),
                (r#"meta.lastModified le "2011-05-13T04:42:34Z""#, false),
                (r#"meta.created ge "2026-01-02T03:04:05""#, true),
                (r#"meta.lastModified sw "2026-05""#, true),
                (r#"meta.lastModified eq "yesterday""#, false),
            ],
            STRICT,
        );
    }

    #[test]
    fn booleans_compare_with_texts_only_when_lenient() {
        let table = [
            ("active eq true", true, true),
            ("active eq FALSE", false, false),
            ("active ne false", true, true),
            (r#"active eq "True""#, false, true),
            (r#"active eq "yes""#, false, false),
            (r#"roles[primary eq "True"].value eq "admin""#, false, true),
            (r#"roles[primary eq "false"].value eq "admin""#, false, false),
            (r#"roles[primary eq true and value eq "admin"]"#, true, true),
        ];
        for (text, strict, lenient) in table {
            assert_eq!(matches(text, STRICT), Ok(strict), "{text}");
            assert_eq!(matches(text, LENIENT), Ok(lenient), "{text}");
        }
    }

    #[test]
    fn an_unknown_attribute_matches_nothing() {
        for text in [
            r#"shoeSize eq "x""#,
            "shoeSize pr",
            r#"shoeSize ne "x""#,
            "shoeSize eq null",
            "userName.first pr",
            "urn:example:2.0:User:userName pr",
            "shoes[size pr]",
            "shoeSize gt true",
        ] {
            assert_eq!(matches(text, STRICT), Ok(false), "{text}");
        }
    }

    #[test]
    fn numbers_compare_exactly() {
        let mut definition = standard::user();
        definition.schema.attributes.push(Attribute::new(AttributeType::Integer, "age", ""));
        definition.schema.attributes.push(Attribute::new(AttributeType::Decimal, "size", ""));
        let resource = json!({ "age": 9_007_199_254_740_993_u64, "size": 1.5 });
        for (text, expected) in [
            ("age eq 9007199254740993", true),
            ("age eq 9007199254740992", false),
            ("age gt 9007199254740992", true),
            ("size eq 1.50", true),
            ("size lt 2", true),
            ("size ge 15e-1", true),
            (r#"age eq "9007199254740993""#, false),
            ("age co 9", false),
        ] {
            let filter = Filter::parse(text).unwrap();
            assert_eq!(filter.matches(&resource, &definition, STRICT), Ok(expected), "{text}");
        }
    }

    #[test]
    fn one_value_can_be_judged_alone() {
        let user = standard::user();
        let emails = user.own_attribute("emails").unwrap();
        let schemas = user.own_attribute("schemas").unwrap();
        let work = json!({ "Type": "WORK", "primary": true });
        for (text, attribute, value, expected) in [
            (r#"type eq "work""#, emails, &work, true),
            (r#"type eq "home""#, emails, &work, false),
            (r#"primary eq "True""#, emails, &work, true),
            ("value pr", emails, &work, false),
            (r#"value eq "a""#, schemas, &json!("a"), true),
        ] {
            let filter = Filter::parse(text).unwrap();
            assert_eq!(filter.matches_value(value, attribute, LENIENT), Ok(expected), "{text}");
        }
    }

    #[test]
    fn equalities_make_a_template() {
        let user = standard::user();
        let emails = user.own_attribute("emails").unwrap();
        for (text, expected) in [
            (r#"TYPE eq "work""#, Some(json!({ "type": "work" }))),
            (
                r#"type eq "work" and primary eq "True""#,
                Some(json!({ "type": "work", "primary": true })),
            ),
            (r#"type eq "work" and type eq "home""#, None),
            (r#"type eq "work" or type eq "home""#, None),
            (r#"not (type eq "work")"#, None),
            (r#"type ne "work""#, None),
            (r#"size eq "work""#, None),
            ("type eq 5", None),
            ("type eq null", None),
        ] {
            let template = Filter::parse(text).unwrap().template(emails, LENIENT);
            assert_eq!(template.map(Value::Object), expected, "{text}");
        }
    }
}
