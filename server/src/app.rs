//! `app(hub) -> Router`: every route of the hub, with its bounds. A route reads its body, asks one method of
//! [`Server`], and answers; it decides nothing.

mod clock;
mod console;
mod dropped;
mod erasures;
mod exports;
mod health;
mod held;
mod imports;
mod manuals;
mod office;
mod orders;
mod parting;
mod phone;
mod reading;
mod rescued;
mod session;
mod shifts;
mod stock;
mod texts;
mod tickets;
mod windows;
mod wipes;
mod wire;

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, head, post, put};
use counterfoil_sync::access;
use counterfoil_sync::dropping::DROP_PATH;
use counterfoil_sync::manuals::MANUALS_PATH;

use crate::problem::Problem;
use crate::server::Server;

/// Seconds for which one request may run.
const REQUEST_SECONDS: u64 = 60;
/// Seconds for which an appending PATCH may run: a phone at the edge of a cell.
const UPLOAD_SECONDS: u64 = 600;

/// The hub over HTTP.
pub fn app(hub: Server) -> Router {
    let quick = Router::new()
        .route(access::NONCE_PATH, post(phone::nonce))
        .route(access::ENROL_PATH, post(phone::enrol))
        .route(access::TOKEN_PATH, post(phone::token))
        .route(access::SYNC_PATH, post(phone::sync))
        .route(access::CERTIFICATE_PATH, post(phone::certificate))
        .route(access::WIPED_PATH, post(wipes::wiped))
        .route(access::ADOPT_PATH, post(wipes::adopt))
        .route(access::ERASURES_PATH, post(erasures::told))
        .route(access::REVEAL_PATH, post(phone::reveal))
        .route(access::LIVE_PATH, get(phone::live))
        .route("/v1/evidence/{envelope}/{hash}", get(phone::evidence))
        .route("/v1/evidence/{device}/{incarnation}/{seq}/{hash}", get(phone::evidence_at))
        .route(MANUALS_PATH, post(manuals::needed))
        .route("/v1/manuals/{hash}", get(manuals::bytes))
        .route("/v1/health", get(health::health))
        .route("/v1/metrics", get(health::metrics))
        .merge(office_routes())
        .merge(console::console_routes())
        .fallback(async || Problem::not_found())
        .layer(from_fn(within::<REQUEST_SECONDS>));
    let uploads = Router::new()
        .route("/v1/office/manuals", get(manuals::list).post(manuals::add))
        .route(DROP_PATH, post(dropped::segment))
        .route("/v1/drop/{device}/{segment}/{sealed}", put(dropped::file))
        .route("/v1/office/dropped/{device}/{segment}", get(dropped::show))
        .route("/v1/office/dropped/{device}/files/{sealed}", get(dropped::show_file))
        .route("/v1/office/rescued", post(rescued::run))
        .route("/v1/office/rescued/{device}/{sealed}", put(rescued::blob))
        .route(
            "/v1/blobs/{device}/{sealed}",
            head(phone::upload_offset).patch(phone::upload_append),
        )
        .layer(from_fn(within::<UPLOAD_SECONDS>));
    quick.merge(uploads).layer(map_response(name_the_hub)).with_state(hub)
}

/// Every answer says that it is a hub's: a phone tells it from a captive portal's by this.
async fn name_the_hub(mut answer: Response) -> Response {
    let version = axum::http::HeaderValue::from_static("1");
    answer.headers_mut().insert(access::HUB_HEADER, version);
    answer
}

fn office_routes() -> Router<Server> {
    Router::new()
        .route(
            "/v1/office/session",
            get(session::session).post(session::sign_in).delete(session::sign_out),
        )
        .route("/v1/office/board", get(reading::board))
        .route("/v1/office/live", get(reading::live))
        .route("/v1/office/playbook", get(reading::playbook).post(reading::publish_playbook))
        .route("/v1/office/people", get(office::people).post(office::add_person))
        .route("/v1/office/people/{person}/invitations", post(office::invite))
        .route("/v1/office/people/{person}/roles", put(office::set_roles))
        .route("/v1/office/people/{person}/staff-number", put(tickets::set_staff_number))
        .route("/v1/office/ticket-keys", get(tickets::list).post(tickets::add))
        .route("/v1/office/ticket-keys/{key}/revoke", post(tickets::revoke))
        .route("/v1/office/devices", get(office::devices))
        .route("/v1/office/devices/{device}", get(office::device))
        .route("/v1/office/devices/{device}/revoke", post(office::revoke))
        .route("/v1/office/devices/{device}/wipe", post(wipes::order))
        .route("/v1/office/orders", get(reading::list).post(orders::create))
        .route("/v1/office/orders/{order}", get(reading::show))
        .route("/v1/office/orders/{order}/assign", post(orders::assign))
        .route("/v1/office/orders/{order}/fields", post(orders::edit))
        .route("/v1/office/orders/{order}/cancel", post(orders::cancel))
        .route("/v1/office/orders/{order}/erase", post(erasures::erase))
        .route("/v1/office/orders/{order}/legal-hold", post(erasures::hold))
        .route("/v1/office/orders/{order}/steps", post(orders::step))
        .route("/v1/office/orders/{order}/settle", post(orders::settle))
        .route("/v1/office/orders/{order}/do-not-load", post(orders::do_not_load))
        .route("/v1/office/orders/{order}/urge", post(orders::urge))
        .route("/v1/office/orders/{order}/comments", post(orders::comment))
        .route("/v1/office/orders/{order}/proposals", post(orders::answer_proposal))
        .route("/v1/office/orders/{order}/take-back", post(orders::take_back))
        .route("/v1/office/orders/{order}/payments", post(orders::payment))
        .route("/v1/office/orders/{order}/part", post(parting::part))
        .route("/v1/office/machines", get(parting::machines))
        .route("/v1/office/machines/{order}/part", post(parting::part))
        .route("/v1/office/places", get(parting::places))
        .route("/v1/office/places/{order}/part", post(parting::part))
        .route("/v1/office/bulk", post(orders::bulk))
        .route("/v1/office/read-text", post(texts::read))
        .route("/v1/office/notices", get(clock::notices))
        .route("/v1/office/notices/{notice}/seen", post(clock::seen))
        .route("/v1/office/clock-stops", get(clock::stops).post(clock::stop))
        .route("/v1/office/clock-stops/end", post(clock::end))
        .route("/v1/office/exports/{lang}/{file}", get(exports::orders))
        .route("/v1/office/exports/{lang}/events.csv", get(exports::events_csv))
        .route("/v1/office/exports/{lang}/events.xlsx", get(exports::events_xlsx))
        .route("/v1/office/imports", get(imports::list).post(imports::import))
        .route("/v1/office/imports/{import}", get(imports::show))
        .route("/v1/office/imports/{import}/undo", post(imports::undo))
        .route("/v1/office/manuals/{manual}/pins", put(manuals::pin))
        .route("/v1/office/held", get(held::list))
        .route("/v1/office/held/{envelope}/release", post(held::release))
        .route("/v1/office/held/{envelope}/adopt", post(held::adopt))
        .route("/v1/office/dropped", get(dropped::list))
        .route("/v1/office/dropped/{device}/{segment}/opened", post(dropped::opened))
        .route("/v1/office/shifts", get(shifts::list))
        .route("/v1/office/shifts/{shift}", get(shifts::show))
        .route("/v1/office/shifts/{shift}/cash", post(shifts::cash))
        .route("/v1/office/shifts/{shift}/sequence", post(orders::offer_sequence))
        .route("/v1/office/orders/{order}/approvals", post(orders::approve))
        .route("/v1/office/orders/{order}/window-check", post(windows::check))
        .route("/v1/office/orders/{order}/parts", post(orders::part))
        .route("/v1/office/stock", get(stock::list).post(stock::count))
        .route("/v1/office/map", get(shifts::map))
        .route("/v1/office/worklist", get(office::worklist))
        .route("/v1/office/report", get(office::report))
        .route("/v1/office/backup", post(office::backup))
}

/// Gives up on a request that takes too long; a stream that was begun goes on.
async fn within<const SECONDS: u64>(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(Duration::from_secs(SECONDS), next.run(request)).await;
    answer.unwrap_or_else(|_| {
        let title = "The request took too long";
        Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", title).into_response()
    })
}
