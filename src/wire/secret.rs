//! Secrets, and keeping them out of everything that is written.

use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use regex::Regex;
use serde_json::{Map, Value};

use super::message::{
    Answer, Body, Exchange, Headers, QueryParameter, Request, Response, TransportError,
};
use super::needle::Finder;

/// What stands where a secret stood.
const MARK: &str = "[REDACTED]";

/// What stands where a bearer credential stood.
const BEARER_MARK: &str = "Bearer [REDACTED]";

/// What stands where a credential stood that is not the run's own: suites send
/// a wrong one on purpose, and a reader who repeats the request has to know.
pub(super) const OTHER_MARK: &str = "Bearer [REDACTED] (not the credential of this run)";

/// Members of JSON objects and fields of forms that are secret whatever they hold.
const SECRET_NAMES: [&str; 7] = [
    "password",
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "client_assertion",
    "assertion",
];

/// A credential. It has no `Display` and no `Serialize`, and its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Takes a credential as it is sent.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The credential itself, for the one place that sends it.
    #[must_use]
    pub const fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Removes known secrets from what is about to become an event.
///
/// A secret is found as it is, percent-encoded (any set of characters, either
/// case of the digits), with JSON's escapes or HTML's, and in base64: both alphabets, with
/// or without padding, alone or as a part of something longer such as
/// `user:token`. Encodings may lie upon each other three deep.
///
/// A secret of fewer than four characters would be found in half of all words.
/// It is removed from texts only where it stands as a token of its own, and not
/// found in base64. Credential headers and passwords are removed whatever they
/// hold.
///
/// What is learned by one clone is known to all: tokens are obtained in the
/// middle of a run.
#[derive(Clone, Default)]
pub struct Redactor(Arc<RwLock<Arc<Known>>>);

/// The secrets of one moment.
#[derive(Default)]
struct Known {
    secrets: Vec<Secret>,
    /// Secrets as well, and not of the run itself.
    others: Vec<Secret>,
    /// Made when something is to be cleaned: secrets are often learned one upon
    /// the other, and a finder costs more than a search.
    finder: OnceLock<Finder>,
}

impl fmt::Debug for Redactor {
    // The finder holds the secrets in the clear.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Redactor")
            .field("secrets", &self.known().secrets)
            .finish_non_exhaustive()
    }
}

impl Redactor {
    /// A redactor for these secrets.
    #[must_use]
    pub fn new(secrets: Vec<Secret>) -> Self {
        Self::with_others(secrets, Vec::new())
    }

    /// A redactor for these secrets and for the tokens of `others`, of which a
    /// reader is told that they are not the run's own.
    #[must_use]
    pub fn with_others(secrets: Vec<Secret>, others: Vec<Secret>) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(Known::new(secrets, others)))))
    }

    /// From now on this is a secret, too.
    pub fn learn(&self, secret: &Secret) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if secret.expose().is_empty() || known.secrets.contains(secret) {
            return;
        }
        let secrets = known.secrets.iter().chain([secret]).cloned().collect();
        *known = Arc::new(Known::new(secrets, known.others.clone()));
    }

    fn known(&self) -> Arc<Known> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// `text` without the secrets.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.known().text(text)
    }

    /// `value` without the secrets in its names, strings and numbers, and
    /// without the values of members whose name says that they are secret
    /// ([`Self::is_secret`]).
    #[must_use]
    pub fn json(&self, mut value: Value) -> Value {
        self.known().clean_json(&mut value);
        value
    }

    /// `error` without the secrets.
    #[must_use]
    pub fn transport_error(&self, error: TransportError) -> TransportError {
        self.known().transport_error(error)
    }

    /// `exchange` without the secrets, credential headers and passwords.
    /// Doing it twice changes nothing more.
    #[must_use]
    pub fn exchange(&self, exchange: Exchange) -> Exchange {
        self.known().exchange(exchange)
    }

    /// Is this the path of something whose value never leaves the run: a
    /// password, or what token endpoints are given and give (RFC 6749, RFC 7523)?
    /// Names compare without case (RFC 7643 section 2.1).
    #[must_use]
    pub fn is_secret(path: &str) -> bool {
        let name = path.rsplit(['.', ':', '/']).next().unwrap_or_default();
        SECRET_NAMES.iter().any(|secret| name.eq_ignore_ascii_case(secret))
    }
}

impl Known {
    const fn new(secrets: Vec<Secret>, others: Vec<Secret>) -> Self {
        Self { secrets, others, finder: OnceLock::new() }
    }

    fn finder(&self) -> &Finder {
        let all = self.secrets.iter().chain(&self.others);
        self.finder.get_or_init(|| Finder::new(all.map(Secret::expose)))
    }

    fn text(&self, text: &str) -> String {
        self.changed(text).unwrap_or_else(|| text.to_owned())
    }

    fn clean_text(&self, text: &mut String) {
        if let Some(cleaned) = self.changed(text) {
            *text = cleaned;
        }
    }

    fn transport_error(&self, error: TransportError) -> TransportError {
        match error {
            TransportError::Connect(text) => TransportError::Connect(self.text(&text)),
            TransportError::Tls(text) => TransportError::Tls(self.text(&text)),
            TransportError::Protocol(text) => TransportError::Protocol(self.text(&text)),
            TransportError::Refused(text) => TransportError::Refused(self.text(&text)),
            TransportError::NoToken(text) => TransportError::NoToken(self.text(&text)),
            TransportError::Timeout { .. } | TransportError::TooLarge { .. } => error,
        }
    }

    fn exchange(&self, exchange: Exchange) -> Exchange {
        let Exchange { mut request, answer, latency_ms, attempts } = exchange;
        let answer = match answer {
            Answer::Received(mut response) => {
                let Response { status: _, headers, body } = &mut response;
                self.clean_headers(headers);
                self.clean_body(body);
                Answer::Received(response)
            }
            Answer::Failed(error) => Answer::Failed(self.transport_error(error)),
        };
        self.clean_request(&mut request);
        Exchange { request, answer, latency_ms, attempts }
    }

    fn changed(&self, text: &str) -> Option<String> {
        let found = self.finder().find(text);
        if found.is_empty() {
            return None;
        }
        let mut cleaned = String::with_capacity(text.len());
        let mut end = 0;
        for range in found {
            cleaned.push_str(&text[end..range.start]);
            cleaned.push_str(MARK);
            end = range.end;
        }
        cleaned.push_str(&text[end..]);
        Some(cleaned)
    }

    fn clean_request(&self, request: &mut Request) {
        let Request { method: _, path, query, encoding: _, headers, body } = request;
        self.clean_text(path);
        for QueryParameter { name, value } in query {
            self.clean_text(name);
            if let Some(value) = value {
                self.clean_text(value);
            }
        }
        self.clean_headers(headers);
        self.clean_body(body);
    }

    fn clean_headers(&self, headers: &mut Headers) {
        for (name, value) in headers.all_mut() {
            let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
            if is("authorization") || is("proxy-authorization") {
                *value = self.credential(value).to_owned();
            } else if is("cookie") || is("set-cookie") {
                MARK.clone_into(value);
            } else {
                self.clean_text(value);
            }
            self.clean_text(name);
        }
    }

    /// What is said of a credential header: the scheme, if it is Bearer, and
    /// whether it is the run's own, if that is known.
    fn credential(&self, value: &str) -> &'static str {
        let marks = [MARK, BEARER_MARK, OTHER_MARK];
        if let Some(mark) = marks.into_iter().find(|mark| *mark == value) {
            return mark;
        }
        let is_bearer =
            value.split(' ').next().is_some_and(|scheme| scheme.eq_ignore_ascii_case("Bearer"));
        match (is_bearer, self.is_other(value)) {
            (true, true) => OTHER_MARK,
            (true, false) => BEARER_MARK,
            (false, _) => MARK,
        }
    }

    fn is_other(&self, value: &str) -> bool {
        let given = value.split_once(' ').map_or(value, |(_, given)| given.trim());
        self.others.iter().any(|other| other.expose() == given)
            || (!self.secrets.is_empty() && self.finder().find(value).is_empty())
    }

    fn clean_body(&self, body: &mut Body) {
        match body {
            Body::Empty => {}
            Body::Json(value) => self.clean_json(value),
            Body::Text(text) => {
                self.clean_text(text);
                *text = without_passwords(std::mem::take(text));
            }
        }
    }

    fn clean_json(&self, value: &mut Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => {
                if self.changed(&number.to_string()).is_some() {
                    *value = Value::from(MARK);
                }
            }
            Value::String(text) => self.clean_text(text),
            Value::Array(elements) => {
                for element in elements {
                    self.clean_json(element);
                }
            }
            Value::Object(members) => self.clean_object(members),
        }
    }

    fn clean_object(&self, members: &mut Map<String, Value>) {
        // RFC 7644 section 3.5.2: an operation names its attribute in `path`.
        let sets_password = members.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("path") && value.as_str().is_some_and(Redactor::is_secret)
        });
        for (name, value) in members.iter_mut() {
            let is_password =
                Redactor::is_secret(name) || sets_password && name.eq_ignore_ascii_case("value");
            // Null says that there is none, and that may be the finding.
            if is_password && !value.is_null() {
                *value = Value::from(MARK);
            } else {
                self.clean_json(value);
            }
        }
        if members.keys().any(|name| self.changed(name).is_some()) {
            for (name, value) in std::mem::take(members) {
                let mut cleaned = self.text(&name);
                while members.contains_key(&cleaned) {
                    cleaned.push('\'');
                }
                members.insert(cleaned, value);
            }
        }
    }
}

/// Secret members in content that is not JSON, but nearly: a broken body is
/// sent on purpose, and truncated ones are received. And secret fields of forms.
fn without_passwords(text: String) -> String {
    static MEMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let names = SECRET_NAMES.join("|");
        Regex::new(&format!(
            r#"(?i)("(?:[^"]*[.:])?(?:{names})"\s*:\s*)"(?:[^"\\]|\\.)*"?|((?:^|&)(?:{names})=)[^&\s]*"#
        ))
        .ok()
    });
    match LazyLock::force(&MEMBER) {
        Some(member) if member.is_match(&text) => member
            .replace_all(&text, |found: &regex::Captures<'_>| match (found.get(1), found.get(2)) {
                (Some(member), _) => format!("{}\"{MARK}\"", member.as_str()),
                (_, Some(field)) => format!("{}{MARK}", field.as_str()),
                _ => MARK.to_owned(),
            })
            .into_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::message::Method;
    use super::*;

    const TOKEN: &str = "s3cr3t/+t0ken\"?é";

    fn redactor() -> Redactor {
        Redactor::new(vec![Secret::new(TOKEN)])
    }

    fn percent(text: &str, upper: bool) -> String {
        text.bytes()
            .map(|b| if upper { format!("%{b:02X}") } else { format!("%{b:02x}") })
            .collect()
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        let units: Vec<String> =
            TOKEN.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
        let escaped = units.concat();
        for (name, form) in [
            ("plain", TOKEN.to_owned()),
            ("percent upper", percent(TOKEN, true)),
            ("percent lower", percent(TOKEN, false)),
            ("percent some", "s3cr3t%2f%2Bt0ken%22?%C3%A9".to_owned()),
            ("percent twice", percent(&percent(TOKEN, true), true)),
            ("JSON", serde_json::to_string(TOKEN).unwrap()),
            ("JSON slash", "s3cr3t\\/+t0ken\\\"?\\u00E9".to_owned()),
            ("JSON all", escaped),
            ("JSON in JSON", json!(json!(TOKEN).to_string()).to_string()),
            ("JSON in a query", percent(&json!(TOKEN).to_string(), true)),
            ("lower case", TOKEN.to_lowercase()),
            ("HTML", "s3cr3t&#x2F;&#43;t0ken&quot;?&#233;".to_owned()),
            ("HTML by name", "s3cr3t&sol;&plus;t0ken&QUOT;?é".to_owned()),
        ] {
            let cleaned = redactor().text(&format!("before {form} after"));
            let kept = cleaned.replace('"', "");
            let kept = kept.replace("%22", "").replace('\\', "");
            assert_eq!(kept, "before [REDACTED] after", "{name}: {cleaned}");
        }
    }

    #[test]
    fn base64_is_found_at_each_alignment_in_both_alphabets() {
        for prefix in ["", "a", "ab", "user:", "Bearer ", "Bearer:  "] {
            for suffix in ["", "x", "xy", "xyz"] {
                let text = format!("{prefix}{TOKEN}{suffix}");
                for encoded in [
                    STANDARD.encode(&text),
                    STANDARD_NO_PAD.encode(&text),
                    URL_SAFE.encode(&text),
                    percent(&STANDARD.encode(&text), false),
                ] {
                    let cleaned = redactor().text(&format!("<{encoded}>"));
                    assert!(cleaned.contains(MARK), "{text} as {encoded}: {cleaned}");
                    let left = cleaned.replace(MARK, "");
                    let width = if encoded.contains('%') { 3 } else { 1 };
                    let most = ((prefix.len() + suffix.len()) * 4 / 3 + 4) * width + 2;
                    assert!(left.len() <= most, "{text} as {encoded}: {cleaned}");
                }
            }
        }
    }

    #[test]
    fn padding_goes_with_the_secret() {
        let redactor = Redactor::new(vec![Secret::new("opensesame")]);
        assert_eq!(redactor.text("Basic dTpvcGVuc2VzYW1l!"), "Basic dT[REDACTED]!");
        assert_eq!(redactor.text("b3BlbnNlc2FtZQ=="), "[REDACTED]");
    }

    #[test]
    fn overlapping_secrets_leave_nothing_of_either() {
        let redactor = Redactor::new(vec![Secret::new("abcd"), Secret::new("cdefgh")]);
        assert_eq!(redactor.text("-abcdefgh-"), "-[REDACTED]-");
    }

    #[test]
    fn a_short_secret_goes_only_where_it_stands_alone() {
        let redactor = Redactor::new(vec![Secret::new("id"), Secret::new("")]);
        assert_eq!(
            redactor.text("the id is idle, userid=id"),
            "the [REDACTED] is idle, userid=[REDACTED]"
        );
    }

    #[test]
    fn text_without_secrets_stays() {
        for text in ["", "100 %", "%zz \\q \\u12", "C:\\Users", "Grüße %C3%A4", "\\ud800"] {
            assert_eq!(redactor().text(text), text);
        }
    }

    fn exchange(secret: &str) -> Exchange {
        let mut request = Request::new(Method::Post, format!("/Users/{secret}"))
            .with_query("filter", format!("userName eq \"{secret}\""))
            .with_query(secret, "1")
            .with_json(json!({
                "schemas": ["x"],
                "Operations": [
                    {"op": "replace", "path": "Password", "value": "hush"},
                    {"op": "add", "path": "urn:a:User:password", "value": {"x": "hush"}}
                ],
                "name": {"PassWord": "hush", "password": null},
                "urn:a:User:password": "hush",
                (secret): [secret, {"deep": format!("<{secret}>")}]
            }));
        request.headers.set("authorization", format!("bearer {secret}"));
        request.headers.set("Cookie", "session=hush");
        let mut response = Response::new(401);
        response.headers.append("Set-Cookie", "session=hush");
        response.headers.append("Set-Cookie", "other=hush");
        response.headers.append("Proxy-Authorization", "Basic hush");
        response.headers.append("X-Echo", format!("got {secret}"));
        response.headers.append(format!("x-{secret}"), "1");
        response.body = Body::Text(format!("{{\"password\" : \"hu\\\"sh\", {secret}"));
        Exchange { request, answer: Answer::Received(response), latency_ms: 1, attempts: 1 }
    }

    #[test]
    fn no_place_of_an_exchange_keeps_a_secret() {
        let cleaned = redactor().exchange(exchange(TOKEN));
        let text = serde_json::to_string(&cleaned).unwrap();
        assert!(!text.contains("s3cr3t") && !text.contains("hush"), "{text}");
        assert!(!text.contains("hu\\"), "{text}");
        assert_eq!(cleaned.request.headers.get("Authorization"), Some(BEARER_MARK));
        assert_eq!(redactor().exchange(cleaned.clone()), cleaned);
        let body = cleaned.request.body.json().unwrap();
        assert_eq!(body.pointer("/name"), Some(&json!({"PassWord": MARK, "password": null})));
        assert_eq!(body.pointer("/Operations/0/path"), Some(&json!("Password")));
    }

    #[test]
    fn a_wrong_credential_is_told_from_the_own_one() {
        for (value, mark) in [
            (format!("Bearer {TOKEN}"), BEARER_MARK),
            ("Bearer guessed".to_owned(), OTHER_MARK),
            (format!("Basic {}", STANDARD.encode(format!("u:{TOKEN}"))), MARK),
            ("guessed".to_owned(), MARK),
        ] {
            assert_eq!(redactor().known().credential(&value), mark, "{value}");
        }
        assert_eq!(Redactor::default().known().credential("Bearer guessed"), BEARER_MARK);
        let two = Redactor::with_others(vec![Secret::new(TOKEN)], vec![Secret::new("0f-others")]);
        assert_eq!(two.known().credential("Bearer 0f-others"), OTHER_MARK);
        assert_eq!(two.known().credential(&format!("Bearer {TOKEN}")), BEARER_MARK);
        assert_eq!(two.text("is 0f-others"), "is [REDACTED]");
    }

    #[test]
    fn numbers_and_names_that_meet_are_cleaned() {
        let redactor = Redactor::new(vec![Secret::new("12345678"), Secret::new("abcdef")]);
        assert_eq!(
            redactor.json(json!({"n": 12_345_678, "12345678": 1, "abcdef": 2, "m": 1.5})),
            json!({"n": MARK, MARK: 1, "[REDACTED]'": 2, "m": 1.5})
        );
    }

    #[test]
    fn errors_are_cleaned() {
        let error = TransportError::Connect(format!("https://u:{TOKEN}@host refused"));
        assert_eq!(
            redactor().transport_error(error),
            TransportError::Connect("https://u:[REDACTED]@host refused".to_owned())
        );
    }

    #[test]
    fn debug_shows_no_secret() {
        assert!(!format!("{:?}", redactor()).contains("s3cr3t"));
    }

    #[test]
    fn names_that_say_secret_hide_their_values() {
        let none = Redactor::default();
        let body = json!({"access_token": "abc", "Refresh_Token": 7, "expires_in": 60});
        let cleaned = none.json(body);
        assert_eq!(cleaned, json!({"access_token": MARK, "Refresh_Token": MARK, "expires_in": 60}));
        let mut exchange = exchange("x");
        exchange.request.body = Body::Text("grant_type=a&client_secret=p%26s&scope=b".to_owned());
        let cleaned = none.exchange(exchange);
        let form = "grant_type=a&client_secret=[REDACTED]&scope=b";
        assert_eq!(cleaned.request.body, Body::Text(form.to_owned()));
        assert_eq!(none.exchange(cleaned.clone()), cleaned);
    }

    proptest! {
        /// Tokens are obtained in the middle of a run, some of them long.
        #[test]
        fn what_is_learned_later_is_found_by_every_clone(
            first in "[!-~]{8,40}",
            later in proptest::collection::vec("[!-~]{8,3000}", 1..4),
            before in "[ -~]{0,20}",
        ) {
            let redactor = Redactor::new(vec![Secret::new(first.as_str())]);
            let clone = redactor.clone();
            for secret in &later {
                redactor.learn(&Secret::new(secret.as_str()));
            }
            for secret in later.iter().chain([&first]) {
                for form in [
                    secret.clone(),
                    percent(secret, true),
                    json!(secret).to_string(),
                    STANDARD.encode(format!("{before}:{secret}")),
                ] {
                    let cleaned = clone.text(&format!("{before} {form}"));
                    prop_assert!(cleaned.contains(MARK), "{form}: {cleaned}");
                    prop_assert!(!cleaned.contains(secret.as_str()));
                }
            }
        }

        #[test]
        fn no_planted_secret_survives(
            secret in "[ -~]{8,40}",
            before in "[ -~é]{0,9}",
            after in "[ -~é]{0,9}",
            mask in any::<u64>(),
        ) {
            prop_assume!(!MARK.contains(&secret));
            // Half an escape would take the first characters of what follows for its
            // digits; whoever encodes a text writes its own `%` as %25.
            prop_assume!(!before.ends_with('%') && before.rfind('%').is_none_or(|at| at + 2 != before.len()));
            let redactor = Redactor::new(vec![Secret::new(secret.as_str())]);
            let some: String = secret
                .bytes()
                .enumerate()
                .map(|(index, byte)| {
                    if mask >> (index % 64) & 1 == 1 || byte == b'%' {
                        format!("%{byte:02x}")
                    } else {
                        char::from(byte).to_string()
                    }
                })
                .collect();
            for form in [
                secret.clone(),
                some,
                json!(&secret).to_string(),
                STANDARD.encode(format!("{before}{secret}{after}")),
                URL_SAFE.encode(format!("{before}{secret}{after}")),
            ] {
                let text = format!("{before}{form}{after}");
                let cleaned = redactor.text(&text);
                prop_assert!(cleaned.contains(MARK), "{} in {}", form, cleaned);
                prop_assert!(!cleaned.contains(&secret), "{}", cleaned);
                prop_assert_eq!(redactor.text(&cleaned), cleaned);
            }
        }
    }
}
