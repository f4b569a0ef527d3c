//! Routes by which the office changes an order. Each takes an idempotency key and gives the same answer when
//! it is sent again.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;

use super::office::{json_body, office_request};
use super::wire::{Read, target};
use crate::office::{Act, Acted, Bulk, CreateOrder, Outcome, Repeated, Standing, acting};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// `POST /v1/office/orders`
pub(super) async fn create(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let new: CreateOrder = json_body(&asked)?;
    let id = hub.new_order_id()?;
    let act = async |id| hub.create_order(id, &new).await;
    once(&hub, &asked, id, StatusCode::CREATED, act).await
}

macro_rules! act {
    ($($(#[$doc:meta])* $route:ident => $shape:ident;)*) => {
        $(
            $(#[$doc])*
            pub(super) async fn $route(
                State(hub): State<Server>,
                Path(order): Path<SubjectId>,
                request: Request,
            ) -> Answer<Response> {
                let asked = office_request(&hub, request).await?;
                let act = Act::from(json_body::<crate::office::$shape>(&asked)?);
                let repeated = repeated_of(&asked)?;
                let act = async |id| acting(repeated.clone(), hub.act_on(id, &act)).await;
                once(&hub, &asked, order, StatusCode::OK, act).await
            }
        )*
    };
}

act! {
    /// `POST /v1/office/orders/{order}/assign`
    assign => AssignOrder;
    /// `POST /v1/office/orders/{order}/fields`
    edit => EditFields;
    /// `POST /v1/office/orders/{order}/cancel`
    cancel => CancelOrder;
    /// `POST /v1/office/orders/{order}/steps`
    step => StepOrder;
    /// `POST /v1/office/orders/{order}/settle`
    settle => SettleField;
    /// `POST /v1/office/orders/{order}/do-not-load`
    do_not_load => StopLoading;
    /// `POST /v1/office/orders/{order}/urge`
    urge => UrgeOrder;
    /// `POST /v1/office/orders/{order}/comments`
    comment => CommentOrder;
    /// `POST /v1/office/orders/{order}/proposals`
    answer_proposal => AnswerProposal;
    /// `POST /v1/office/orders/{order}/payments`
    payment => ConfirmPayment;
    /// `POST /v1/office/shifts/{shift}/sequence`
    offer_sequence => OfferSequence;
    /// `POST /v1/office/orders/{order}/approvals`
    approve => ApproveOrder;
    /// `POST /v1/office/orders/{order}/parts`
    part => PartStep;
    /// `POST /v1/office/orders/{order}/take-back`
    take_back => TakeBack;
}

/// `POST /v1/office/bulk`
pub(super) async fn bulk(State(hub): State<Server>, request: Request) -> Answer<Response> {
    let asked = office_request(&hub, request).await?;
    let bulk: Bulk = json_body(&asked)?;
    if bulk.preview {
        return Ok(Json(hub.bulk(&bulk, None).await?).into_response());
    }
    let repeated = repeated_of(&asked)?;
    let lock = repeated.as_ref().map(|repeated| hub.office.keyed(repeated.key()));
    let _twin_waits = match &lock {
        Some(lock) => Some(lock.lock().await),
        None => None,
    };
    let first = bulk.orders.first().copied().unwrap_or(SubjectId([0; 16]));
    if let Standing::Answered(answer) = hub.begin_repeated(repeated.as_ref(), first).await? {
        return Ok(Json(answer).into_response());
    }
    let done = hub.bulk(&bulk, repeated.as_ref()).await?;
    let answer =
        serde_json::to_value(&done).map_err(|error| Problem::internal("office", &error))?;
    if !done.counts.contains_key(&Outcome::Failed) {
        hub.end_repeated(repeated.as_ref(), &answer).await?; // else the same again goes on
    }
    Ok(Json(answer).into_response())
}

pub(super) fn repeated_of(asked: &Read) -> Answer<Option<Repeated>> {
    Repeated::of(&asked.parts.headers, &target(&asked.parts), &asked.body)
}

/// Acts once for one idempotency key.
pub(super) async fn once(
    hub: &Server,
    asked: &Read,
    order: SubjectId,
    status: StatusCode,
    act: impl AsyncFnOnce(SubjectId) -> Answer<Acted>,
) -> Answer<Response> {
    let repeated = repeated_of(asked)?;
    let lock = repeated.as_ref().map(|repeated| hub.office.keyed(repeated.key()));
    let _twin_waits = match &lock {
        Some(lock) => Some(lock.lock().await),
        None => None,
    };
    let order = match hub.begin_repeated(repeated.as_ref(), order).await? {
        Standing::Answered(answer) => return Ok((status, Json(answer)).into_response()),
        Standing::Go(order) => order,
    };
    let acted = act(order).await?;
    let answer =
        serde_json::to_value(&acted).map_err(|error| Problem::internal("office", &error))?;
    hub.end_repeated(repeated.as_ref(), &answer).await?;
    Ok((status, Json(answer)).into_response())
}
