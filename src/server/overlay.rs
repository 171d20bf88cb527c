//! Faults without a server of their own: laid over what another server answers.

use super::distort;
use super::fault::Fault;
use super::route::Route;
use super::settings::Settings;
use super::wrong::{self, Scene};
use crate::wire::{Request, Response};

mod form;

/// Faults of form, laid over the answers of any server.
#[derive(Clone, Debug)]
pub struct Overlay {
    settings: Settings,
}

impl Overlay {
    /// An overlay of these faults. `base_url` is the service root that stands in
    /// what is answered.
    ///
    /// # Errors
    /// The faults that are a matter of state: they need a server that decides
    /// otherwise, and cannot be laid over another one.
    pub fn new(
        base_url: impl Into<String>,
        faults: impl IntoIterator<Item = Fault>,
    ) -> Result<Self, Vec<Fault>> {
        let settings = Settings { base_url: base_url.into(), ..Settings::with_faults(faults) };
        let others: Vec<Fault> =
            settings.faults.iter().copied().filter(|fault| !fault.is_of_form()).collect();
        if others.is_empty() { Ok(Self { settings }) } else { Err(others) }
    }

    /// The refusal of a request that is right, if one of the faults is that.
    #[must_use]
    pub fn refuse(&self, request: &Request) -> Option<Response> {
        let route = Route::of(&request.path);
        let scene = Scene { route: &route, request, before: None, groups: &[] };
        self.settings
            .faults
            .iter()
            .find_map(|fault| wrong::refuse_form(*fault, &scene))
            .map(|error| error.to_response())
    }

    /// The answer with its faults. The path of the request is relative to the
    /// service root.
    #[must_use]
    pub fn edit(&self, request: &Request, response: Response) -> Response {
        let route = Route::of(&request.path);
        let scene = Scene { route: &route, request, before: None, groups: &[] };
        let mut response = response;
        for fault in &self.settings.faults {
            wrong::garble_form(*fault, &scene, &mut response);
        }
        distort::distort(&self.settings, request, response)
    }
}

impl Fault {
    /// Is it nothing but another form of an answer, or a refusal for which the
    /// request alone is enough, so that it can be laid over any server?
    #[must_use]
    pub fn is_of_form(self) -> bool {
        form::FORM.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::server::Server;
    use crate::wire::Method;

    fn list() -> Request {
        Request::new(Method::Get, "/Users")
    }

    #[test]
    fn an_answer_is_edited_as_the_reference_server_would_have_given_it() {
        for fault in [Fault::ListIsBareArray, Fault::TotalResultsMissing, Fault::SchemasEmpty] {
            let answer = Server::new(Settings::default()).handle(&list());
            let overlay = Overlay::new("http://localhost", [fault]).unwrap();
            let wrong = Server::new(Settings::with_faults([fault])).handle(&list());
            assert_eq!(overlay.edit(&list(), answer).body, wrong.body, "{fault}");
        }
    }

    #[test]
    fn a_request_is_refused_before_it_is_sent() {
        let overlay = Overlay::new("http://localhost", [Fault::HeaderRefused]).unwrap();
        assert_eq!(overlay.refuse(&list()), None);
        let mut request = list();
        request.headers.set("ADSCIMVersion", "5.0");
        assert_eq!(overlay.refuse(&request).map(|refusal| refusal.status), Some(400));
    }

    #[test]
    fn a_fault_of_state_cannot_be_laid_over_another_server() {
        let refused = Overlay::new("", [Fault::ListIsBareArray, Fault::DeleteIgnored]);
        assert_eq!(refused.map(|_| ()), Err(vec![Fault::DeleteIgnored]));
    }

    #[test]
    fn nothing_is_edited_that_no_fault_is_about() {
        let overlay = Overlay::new("http://localhost", [Fault::ErrorIsHtml]).unwrap();
        let mut answer = Response::new(200);
        answer.body = crate::wire::Body::Json(json!({ "id": "1" }));
        assert_eq!(overlay.edit(&list(), answer.clone()), answer);
        let edited = overlay.edit(
            &list(),
            Server::new(Settings::default()).handle(&Request::new(Method::Get, "/Users/nobody")),
        );
        assert_eq!(edited.body.json(), None::<&Value>);
    }
}
