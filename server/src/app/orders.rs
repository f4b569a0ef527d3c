//! Routes by which the office changes an order. Each takes an idempotency key and gives the same answer when
//! it is sent again.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use counterfoil_domain::ids::SubjectId;

use super::office::{json_body, office_request};
use super::wire::{Read, target};
use crate::office::{Acted, CreateOrder, Repeated, Standing};
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
    ($($(#[$doc:meta])* $route:ident => $method:ident($shape:ident);)*) => {
        $(
            $(#[$doc])*
            pub(super) async fn $route(
                State(hub): State<Server>,
                Path(order): Path<SubjectId>,
                request: Request,
            ) -> Answer<Response> {
                let asked = office_request(&hub, request).await?;
                let shape: crate::office::$shape = json_body(&asked)?;
                let act = async |id| hub.$method(id, &shape).await;
                once(&hub, &asked, order, StatusCode::OK, act).await
            }
        )*
    };
}

act! {
    /// `POST /v1/office/orders/{order}/assign`
    assign => assign_order(AssignOrder);
    /// `POST /v1/office/orders/{order}/fields`
    edit => edit_order(EditFields);
    /// `POST /v1/office/orders/{order}/cancel`
    cancel => cancel_order(CancelOrder);
    /// `POST /v1/office/orders/{order}/steps`
    step => step_order(StepOrder);
    /// `POST /v1/office/orders/{order}/settle`
    settle => settle_field(SettleField);
    /// `POST /v1/office/orders/{order}/do-not-load`
    do_not_load => stop_loading(StopLoading);
    /// `POST /v1/office/orders/{order}/urge`
    urge => urge_order(UrgeOrder);
    /// `POST /v1/office/orders/{order}/comments`
    comment => comment_order(CommentOrder);
}

/// Acts once for one idempotency key.
async fn once(
    hub: &Server,
    asked: &Read,
    order: SubjectId,
    status: StatusCode,
    act: impl AsyncFnOnce(SubjectId) -> Answer<Acted>,
) -> Answer<Response> {
    let repeated = Repeated::of(&asked.parts.headers, &target(&asked.parts), &asked.body)?;
    let _twin_waits = match &repeated {
        Some(_) => Some(hub.office.keyed.lock().await),
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
