//! Faults of values: what a text or an element is stored as.

use serde_json::Value;

use super::super::fault::Fault;
use super::super::store::Attributes;
use crate::scim::attribute::{Attribute, AttributeType};
use crate::scim::urn;

/// Changes values after they were read and stored.
pub(super) fn spoil(fault: Fault, attributes: &mut Attributes) {
    match fault {
        Fault::DigitsBecomeNumbers => {
            each_text(attributes, |value, text| {
                if text.bytes().all(|byte| byte.is_ascii_digit())
                    && let Ok(number) = text.parse::<u64>()
                {
                    *value = number.into();
                }
            });
        }
        Fault::WordsBecomeBooleans => {
            each_text(attributes, |value, text| {
                if let Ok(truth) = text.to_ascii_lowercase().parse::<bool>() {
                    *value = truth.into();
                }
            });
        }
        Fault::TypeLost => {
            for name in ["emails", "phoneNumbers", "addresses"] {
                let elements = attributes.get_mut(name).and_then(Value::as_array_mut);
                for element in elements.into_iter().flatten().filter_map(Value::as_object_mut) {
                    element.remove("type");
                }
            }
        }
        Fault::LocaleNormalised => {
            if let Some(Value::String(language)) = attributes.get_mut("preferredLanguage") {
                *language = language.to_lowercase().replace('-', "_");
            }
        }
        _ => {}
    }
}

/// The texts that stand alone: enterprise attributes, title and the like.
fn each_text(attributes: &mut Attributes, change: impl Fn(&mut Value, &str)) {
    let change = |value: &mut Value| {
        if let Value::String(text) = &*value {
            let text = text.clone();
            change(value, &text);
        }
    };
    for name in ["title", "userType", "nickName"] {
        attributes.get_mut(name).into_iter().for_each(change);
    }
    if let Some(Value::Object(extension)) = attributes.get_mut(urn::ENTERPRISE_USER) {
        extension.values_mut().for_each(change);
    }
}

/// A text as a faulty server stores it.
pub(in crate::server) fn stored(fault: Fault, text: &str) -> Option<String> {
    Some(match fault {
        Fault::TrailingBlankCut => text.trim_end().to_owned(),
        Fault::LineBreaksLost => text.replace("\r\n", " ").replace('\n', " "),
        Fault::BackslashDoubled => text.replace('\\', "\\\\"),
        Fault::ApostropheDoubled => text.replace('\'', "''"),
        Fault::AccentsLost => text.chars().map(plain).collect(),
        Fault::EmojiDropped => text.chars().filter(|c| c.len_utf8() < 4).collect(),
        Fault::MarkupDropped => without_markup(text),
        Fault::PercentDecoded => text.replace("%20", " "),
        Fault::PlusBecomesBlank => text.replace('+', " "),
        Fault::QuotesCurled => text.replace('"', "\u{201d}"),
        Fault::EmailsLowerCasedHidden => text
            .chars()
            .flat_map(|c| if c.is_ascii() { vec![c] } else { c.to_lowercase().collect() })
            .collect(),
        _ => return None,
    })
}

/// A text as a faulty server stores it in this attribute.
pub(in crate::server) fn stored_in(
    fault: Fault,
    attribute: &Attribute,
    text: &str,
) -> Option<String> {
    let is_binary = attribute.kind == AttributeType::Binary;
    Some(match fault {
        Fault::CountryByName if attribute.name == "country" && text == "US" => "USA".to_owned(),
        Fault::CertificateIsPem if is_binary => {
            format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----")
        }
        // Bytes of another certificate behind it; the text stays base64.
        Fault::CertificateTwice if is_binary => {
            format!("{}{text}", text.trim_end_matches('='))
        }
        Fault::BinaryLowered if is_binary => text.to_lowercase(),
        _ => return None,
    })
}

/// The letter without its accent, for the commonest ones.
const fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'Ł' => 'L',
        'ł' => 'l',
        'Ä' => 'A',
        'Ö' => 'O',
        'Ü' => 'U',
        'É' => 'E',
        _ => letter,
    }
}

fn without_markup(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .filter(|c| {
            let was = inside;
            inside = match c {
                '<' => true,
                '>' => false,
                _ => inside,
            };
            !(was || inside)
        })
        .collect()
}

/// A name with what some collations take for the same.
pub(in crate::server) fn collated(name: &str) -> String {
    name.to_lowercase().replace('ß', "ss")
}
