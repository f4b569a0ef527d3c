//! The forms of an order. An answer is kept as soon as it is given: there is no draft to lose.

use super::Orders;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::forms::{FormAnswer, FormChoice, FormPage, FormRow, FormSheet};
use crate::values::sheet::shown_before;
use crate::values::words::Done;

#[uniffi::export]
impl Orders {
    /// The forms of an order: those of its kind, and those that its steps need. Folds the order: 1 to 10 ms.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn forms(&self, order: String) -> Result<Vec<FormRow>, CounterfoilError> {
        call(|| Ok(self.desk.forms(order.asked()?)?.shown()))
    }

    /// A form as a whole: its pages, and everything that is still wrong.
    ///
    /// # Errors
    /// `NotFound` for a form that is not there or whose answers this person may not see.
    pub fn form(&self, order: String, form: String) -> Result<FormSheet, CounterfoilError> {
        call(|| Ok(self.desk.form(order.asked()?, &form)?.shown()))
    }

    /// A page of a form, by its place; one that does not show is not found.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn form_page(
        &self,
        order: String,
        form: String,
        page: i64,
    ) -> Result<FormPage, CounterfoilError> {
        call(|| Ok(self.desk.form_page(order.asked()?, &form, page.asked()?)?.shown()))
    }

    /// The choices of a question whose name holds what was typed, 100 at most.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn form_choices(
        &self,
        order: String,
        form: String,
        question: String,
        item: Option<String>,
        typed: String,
    ) -> Result<Vec<FormChoice>, CounterfoilError> {
        call(|| {
            let at = (form.as_str(), question.as_str(), item.as_deref());
            Ok(self.desk.form_choices(order.asked()?, at, &typed)?.shown())
        })
    }

    /// Answers questions, all or none. `shown` is `FormSheet.shown` of what the person was looking at. Durable when
    /// it returns.
    ///
    /// # Errors
    /// `NotAllowed` for an answer that is not of its question's type, and by policy.
    #[uniffi::method(default(shown = None))]
    pub fn answer_form(
        &self,
        order: String,
        form: String,
        answers: Vec<FormAnswer>,
        shown: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let (shown, given) = (shown_before(shown)?, answers.asked()?);
            Ok(self.desk.answer(order.asked()?, &form, &given, shown.as_ref())?.shown())
        })
    }

    /// Adds an item to a repeat group and gives its id.
    ///
    /// # Errors
    /// As `answer_form`.
    pub fn add_form_item(
        &self,
        order: String,
        form: String,
        group: String,
    ) -> Result<String, CounterfoilError> {
        call(|| Ok(self.desk.add_item(order.asked()?, &form, &group)?.0))
    }

    /// Takes an item out of a repeat group; its answers stay in the order's history.
    ///
    /// # Errors
    /// As `answer_form`.
    pub fn remove_form_item(
        &self,
        order: String,
        form: String,
        group: String,
        item: String,
    ) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.remove_item(order.asked()?, &form, (&group, &item))?.shown()))
    }

    /// Records the reason, of the form's group, for which it stays incomplete; none takes it back.
    ///
    /// # Errors
    /// `NotAllowed` for another reason, and by policy.
    #[uniffi::method(default(reason = None))]
    pub fn except_form(
        &self,
        order: String,
        form: String,
        reason: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.except_form(order.asked()?, &form, reason.as_deref())?.shown()))
    }
}
