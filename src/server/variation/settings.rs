//! Differences that are nothing but other settings.

use super::super::settings::{PatchAnswer, Settings};
use super::Variation;

/// The most resources on a short page.
const SHORT: usize = 5;

/// Changes the settings as the variations say.
pub(in crate::server) fn vary(settings: &mut Settings) {
    for variation in settings.variations.clone() {
        match variation {
            Variation::LetterOfTheRfc => settings.entra_friendly = false,
            Variation::UnknownMembersAccepted => settings.refuse_unknown_members = false,
            Variation::ShortPages => settings.default_count = SHORT,
            Variation::ShortestPages => {
                settings.default_count = SHORT;
                settings.max_results = SHORT;
            }
            Variation::PatchAnswersResource => {
                settings.user_patch_answer = PatchAnswer::Resource;
                settings.group_patch_answer = PatchAnswer::Resource;
            }
            Variation::PatchAnswersNothing => {
                settings.user_patch_answer = PatchAnswer::NoContent;
                settings.group_patch_answer = PatchAnswer::NoContent;
            }
            Variation::PatchAnswersSwapped => {
                settings.user_patch_answer = PatchAnswer::NoContent;
                settings.group_patch_answer = PatchAnswer::Resource;
            }
            _ => {}
        }
    }
}
