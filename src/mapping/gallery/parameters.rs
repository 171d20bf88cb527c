//! The parameters of the gallery's gate that decide what it sends.

use serde_json::{Map, Value, json};

use crate::suite::{Document, DocumentKind};
use crate::text::{Code, Diagnostics};

/// What the gate takes its values from. Names and shipped values are those of
/// its parameter file.
#[derive(Clone, Debug, PartialEq)]
pub struct GalleryParameters {
    /// `testUserDomain`: the domain of user names and e-mail addresses.
    pub domain: String,
    /// `scimTargetUserValues`: by the name of the target attribute; the first for
    /// creates, the second for updates.
    pub target_values: Vec<Map<String, Value>>,
    /// `defaultUserProperties`: people, by the names of Entra's attributes.
    pub people: Vec<Map<String, Value>>,
}

/// Parameters that are secrets and stand in the same file.
const SECRET: [&str; 3] =
    ["scimBearerToken", "scimClientSecret", "federatedApplicationClientSecret"];

impl Default for GalleryParameters {
    fn default() -> Self {
        Self {
            // Mail to it reaches nobody (RFC 2606).
            domain: "example.com".to_owned(),
            target_values: objects(&json!([
                target_values([
                    "Test Engineer",
                    "testuser",
                    "TestFirst",
                    "TestLast",
                    "TestFirst TestLast",
                    "SCIM Test User",
                    "en-US",
                    "America/Los_Angeles",
                    "Employee",
                    "1 Microsoft Way",
                    "Redmond",
                    "WA",
                    "98052",
                    "US"
                ]),
                target_values([
                    "Senior Engineer",
                    "updateduser",
                    "UpdatedFirst",
                    "UpdatedLast",
                    "UpdatedFirst UpdatedLast",
                    "Updated SCIM User",
                    "en-GB",
                    "Europe/London",
                    "Contractor",
                    "456 Update Ave",
                    "London",
                    "England",
                    "EC1A 1BB",
                    "GB"
                ]),
            ])),
            people: objects(&json!([
                {
                    "businessPhones": ["+1-555-0100"], "city": "Seattle", "companyName": "Test Company",
                    "country": "US", "department": "Research", "displayName": "User1", "employeeId": "E12345",
                    "employeeOrgData": { "costCenter": "12345", "division": "Engineering" },
                    "employeeType": "Employee", "faxNumber": "+1-555-0102", "givenName": "User1 Given",
                    "hireDate": "2023-01-01T00:00:00Z", "jobTitle": "Software Engineer",
                    "mobilePhone": "+1-555-0101", "officeLocation": "Building A, Floor 3",
                    "otherMails": ["testuser1@example.com"], "postalCode": "98101", "preferredLanguage": "en-US",
                    "state": "WA", "streetAddress": "123 Test Street", "surname": "User", "usageLocation": "US",
                    "userType": "Member", "mailNickname": "testuser1",
                },
                {
                    "businessPhones": ["+1-555-2001"], "city": "Sanjose", "companyName": "Test Company",
                    "country": "US", "department": "Legal", "displayName": "User2", "employeeId": "E12345",
                    "employeeOrgData": { "costCenter": "12345", "division": "Legal" },
                    "employeeType": "Employee", "faxNumber": "+1-555-0102", "givenName": "User2 Given",
                    "hireDate": "2023-01-01T00:00:00Z", "jobTitle": "Software Dev Engineer",
                    "mobilePhone": "+1-555-0120", "officeLocation": "Building A, Floor 3",
                    "otherMails": ["testuser2@example.com"], "postalCode": "98101", "preferredLanguage": "en-US",
                    "state": "CA", "streetAddress": "240 East 24th Ave", "surname": "User", "usageLocation": "US",
                    "userType": "Member", "mailNickname": "testuser2",
                },
            ])),
        }
    }
}

fn target_values(values: [&str; 14]) -> Value {
    const ADDRESS: &str = "addresses[type eq \"work\"]";
    let [
        title,
        nick,
        given,
        family,
        formatted,
        display,
        language,
        zone,
        kind,
        street,
        city,
        region,
        code,
        country,
    ] = values;
    json!({
        "title": title, "nickName": nick, "name.givenName": given, "name.familyName": family,
        "name.formatted": formatted, "displayName": display, "locale": language,
        "preferredLanguage": language, "timezone": zone, "userType": kind,
        (format!("{ADDRESS}.streetAddress")): street, (format!("{ADDRESS}.locality")): city,
        (format!("{ADDRESS}.region")): region, (format!("{ADDRESS}.postalCode")): code,
        (format!("{ADDRESS}.country")): country,
    })
}

fn objects(value: &Value) -> Vec<Map<String, Value>> {
    value.as_array().into_iter().flatten().filter_map(Value::as_object).cloned().collect()
}

impl GalleryParameters {
    /// Reads a file: the gate's own parameter file, or an object with some of its
    /// parameters, or the list of `scimTargetUserValues` alone. What it does not
    /// name is as shipped.
    ///
    /// # Errors
    /// All problems of the file.
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Self, Diagnostics> {
        let document =
            Document::read(DocumentKind::Mapping, name, bytes, &Value::Bool(true), &SECRET)?;
        let value = document.value();
        let mut parameters = Self::default();
        if value.is_array() {
            parameters.take_target_values(&document, &[], &value)?;
            return Ok(parameters);
        }
        let Value::Object(members) = &value else {
            return Err(refused(&document, &[], "an object of the gate's parameters is wanted"));
        };
        // Microsoft's file says the type beside each value.
        let is_theirs = members.values().any(|member| member.get("value").is_some());
        for (key, member) in members {
            let (place, member) = match member.get("value") {
                Some(inner) if is_theirs => (vec![key.as_str(), "value"], inner),
                _ => (vec![key.as_str()], member),
            };
            match key.as_str() {
                "scimTargetUserValues" => {
                    parameters.take_target_values(&document, &place, member)?;
                }
                "defaultUserProperties" => {
                    let people = objects(member);
                    if people.len() < 2 || Some(people.len()) != member.as_array().map(Vec::len) {
                        let reason = "a list of at least two people is wanted: the first is created, \
                                      the second is what they become";
                        return Err(refused(&document, &place, reason));
                    }
                    parameters.people = people;
                }
                "testUserDomain" => match member.as_str() {
                    Some(domain) if is_domain(domain) => domain.clone_into(&mut parameters.domain),
                    _ => {
                        let reason = "a domain is wanted, such as \"contoso.onmicrosoft.com\"";
                        return Err(refused(&document, &place, reason));
                    }
                },
                _ if is_theirs || key == "$schema" => {}
                other => {
                    let problem = document
                        .problem(&place, Code::MappingUnknownKey, format!("unknown parameter `{other}`"))
                        .help("there are scimTargetUserValues, defaultUserProperties and testUserDomain");
                    return Err(document.problems(vec![problem]));
                }
            }
        }
        Ok(parameters)
    }

    fn take_target_values(
        &mut self,
        document: &Document,
        place: &[&str],
        value: &Value,
    ) -> Result<(), Diagnostics> {
        let given = value.as_array().map(Vec::as_slice).unwrap_or_default();
        if given.is_empty() || given.len() > 2 || !given.iter().all(Value::is_object) {
            let reason = "a list of two objects is wanted: values for creates, then for updates";
            return Err(refused(document, place, reason));
        }
        for (number, values) in given.iter().enumerate() {
            for (name, value) in values.as_object().into_iter().flatten() {
                if value.is_object() || value.is_array() || value.is_null() {
                    let number = number.to_string();
                    let place = [place, &[number.as_str(), name.as_str()]].concat();
                    return Err(refused(
                        document,
                        &place,
                        "a text, a number or a Boolean is wanted",
                    ));
                }
                // What is shipped stays for all other attributes.
                if let Some(known) = self.target_values.get_mut(number) {
                    known.insert(name.clone(), value.clone());
                }
            }
        }
        Ok(())
    }
}

fn refused(document: &Document, place: &[&str], reason: &str) -> Diagnostics {
    let problem =
        document.problem(place, Code::MappingValue, "not a valid value here").labelled(reason);
    document.problems(vec![problem])
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}
