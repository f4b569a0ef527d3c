//! The forms of an order: opened, answered page by page, excepted. An answer is a field: it is kept as soon as it
//! is given, and there is no draft to lose.

use counterfoil_domain::command::{Command, FieldSet};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::forms::{
    self, AnswerError, ChoiceShown, FormRow, Given, Opened, PageRow, PageSheet, ProblemAt,
};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Words;

use super::{Done, Orders, Shown};
use crate::capturing::look;
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::layers::View;
use crate::phone::keys::random;

/// Choices that one search gives, at most.
const FOUND_MAX: usize = 100;

/// A form of an order, as a whole.
#[derive(Debug, Clone)]
pub struct FormSheet {
    /// Which form.
    pub form: String,
    /// What people call it.
    pub name: Words,
    /// The pages that show.
    pub pages: Vec<PageRow>,
    /// Everything that is wrong, in the order of the pages.
    pub problems: Vec<ProblemAt>,
    /// Nothing is wrong.
    pub complete: bool,
    /// The group of reasons for which it may stay incomplete.
    pub exceptions: Option<String>,
    /// The reason for which it does.
    pub exception: Option<String>,
    /// To be handed back with an answer, so that nothing is overwritten that this screen did not show.
    pub shown: Shown,
}

impl Orders {
    /// The forms of an order: those of its kind, and those that its steps need.
    ///
    /// # Errors
    /// [`ClientError::NotFound`].
    pub fn forms(&self, id: SubjectId) -> Result<Vec<FormRow>, ClientError> {
        let view = look(self.core(), id)?;
        let seen = view.state.view(&view.playbook, &view.sight);
        Ok(forms::rows(&view.playbook, &seen, self.today(&view.playbook)?.as_deref()))
    }

    /// A form of an order, as a whole.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] for a form that is not there or whose answers this person may not see.
    pub fn form(&self, id: SubjectId, form: &str) -> Result<FormSheet, ClientError> {
        let (view, opened) = self.opened(id, form)?;
        let today = self.today(&view.playbook)?;
        let judged = opened.judged(today.as_deref());
        let (_, exceptions) = forms::needed(&view.playbook, view.state.kind(), form);
        Ok(FormSheet {
            form: form.to_owned(),
            name: opened.form.name().clone(),
            pages: judged.pages(),
            problems: judged.problems(),
            complete: judged.is_complete(),
            exceptions,
            exception: opened.answers.exception().map(str::to_owned),
            shown: view.shown,
        })
    }

    /// A page of a form, by its place.
    ///
    /// # Errors
    /// As [`Orders::form`]; a page that does not show is not found.
    pub fn form_page(
        &self,
        id: SubjectId,
        form: &str,
        page: usize,
    ) -> Result<PageSheet, ClientError> {
        let (view, opened) = self.opened(id, form)?;
        let page = opened.judged(self.today(&view.playbook)?.as_deref()).page(page);
        Ok(page.ok_or(CauseError::NotFound("page"))?)
    }

    /// The choices of a question whose name holds what was typed, 100 at most.
    ///
    /// # Errors
    /// As [`Orders::form`].
    pub fn form_choices(
        &self,
        id: SubjectId,
        (form, question, item): (&str, &str, Option<&str>),
        typed: &str,
    ) -> Result<Vec<ChoiceShown>, ClientError> {
        let (view, opened) = self.opened(id, form)?;
        let place = item.and_then(|item| opened.place_of(question, item)).unwrap_or(0);
        let slot = opened.form.slot(question).ok_or(CauseError::NotFound("question"))?;
        let judged = opened.judged(self.today(&view.playbook)?.as_deref());
        Ok(judged.choices(slot, place, typed, FOUND_MAX))
    }

    /// Answers questions, all or none: each answer is a field of the order.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for an answer that is not of its question's type, and by policy.
    pub fn answer(
        &self,
        id: SubjectId,
        form: &str,
        given: &[Given],
        shown: Option<&Shown>,
    ) -> Result<Done, ClientError> {
        let (_, opened) = self.opened(id, form)?;
        let writes = opened.writes(given).map_err(refused)?;
        let value = |text: Option<String>| text.map_or(FieldValue::Null, FieldValue::Text);
        let sets = writes.into_iter().map(|(path, text)| FieldSet::new(path, value(text)));
        self.act(id, Command::SetFields(sets.collect()), shown)
    }

    /// Adds an item to a repeat group and gives its id.
    ///
    /// # Errors
    /// As [`Orders::answer`].
    pub fn add_item(
        &self,
        id: SubjectId,
        form: &str,
        repeat: &str,
    ) -> Result<(String, Done), ClientError> {
        let (_, opened) = self.opened(id, form)?;
        let item = item_id()?;
        let (path, place) = opened.new_item(repeat, &item).map_err(refused)?;
        let sets = vec![FieldSet::new(path, FieldValue::Text(place))];
        Ok((item, self.act(id, Command::SetFields(sets), None)?))
    }

    /// Takes an item out of a repeat group; its answers stay in the order's history.
    ///
    /// # Errors
    /// As [`Orders::answer`].
    pub fn remove_item(
        &self,
        id: SubjectId,
        form: &str,
        (repeat, item): (&str, &str),
    ) -> Result<Done, ClientError> {
        let (_, opened) = self.opened(id, form)?;
        let path = opened.item_path(repeat, item).map_err(refused)?;
        self.act(id, Command::SetFields(vec![FieldSet::new(path, FieldValue::Null)]), None)
    }

    /// Records the reason for which a form stays incomplete; none takes it back.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a reason that no step takes in the form's place, and by policy.
    pub fn except_form(
        &self,
        id: SubjectId,
        form: &str,
        reason: Option<&str>,
    ) -> Result<Done, ClientError> {
        let (view, opened) = self.opened(id, form)?;
        let (_, group) = forms::needed(&view.playbook, view.state.kind(), form);
        let group = group.unwrap_or_default();
        let fits = |given: &str| view.playbook.reasons_in(&group).any(|own| own.id == given);
        if !reason.is_none_or(fits) {
            let why = NotAllowed::now(
                "reason",
                "不能以此原因免填",
                "this is no reason to leave it incomplete",
            );
            return Err(CauseError::NotAllowed(why).into());
        }
        let value = reason.map_or(FieldValue::Null, FieldValue::text);
        let sets = vec![FieldSet::new(opened.exception_path(), value)];
        self.act(id, Command::SetFields(sets), None)
    }

    fn opened(&self, id: SubjectId, form: &str) -> Caused<(View, Opened)> {
        let view = look(self.core(), id)?;
        let seen = view.state.view(&view.playbook, &view.sight);
        let opened = Opened::at(&view.playbook, &seen, form);
        Ok((view, opened.ok_or(CauseError::NotFound("form"))?))
    }

    /// The date as it is believed here, which a wrong clock does not change: by the same the step and the hub judge.
    fn today(&self, playbook: &Playbook) -> Caused<Option<String>> {
        let core = self.core();
        let at = core.read(|connection| core.moment(connection))?.claimed();
        let today = |at_ms| forms::today(&playbook.zone(), i64::try_from(at_ms).ok()?);
        Ok(at.latest_ms.and_then(today))
    }
}

fn refused(error: AnswerError) -> CauseError {
    CauseError::NotAllowed(match error {
        AnswerError::NoSuchQuestion => {
            NotAllowed::now("question", "表单中没有这一题", "the form does not ask this")
        }
        AnswerError::Reckoned => {
            NotAllowed::now("reckoned", "此项自动计算,不能填写", "this is reckoned, not answered")
        }
        AnswerError::Wrong(problem) => {
            NotAllowed::now(problem.code, &problem.words.zh, &problem.words.en)
        }
    })
}

/// Eight letters and digits by chance: two phones that add an item each have added two.
fn item_id() -> Caused<String> {
    const SIGNS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bytes: [u8; 8] = random()?;
    let sign = |byte: u8| SIGNS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    Ok(bytes.into_iter().map(sign).collect())
}
