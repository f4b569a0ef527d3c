//! Routes of the console: its page and its assets, for everybody.

use axum::Router;
use axum::routing::get;

use crate::console;
use crate::server::Server;

/// The page at `/`, and its assets.
pub(super) fn console_routes() -> Router<Server> {
    Router::new().route("/", get(console::page)).route("/console/{name}", get(console::file))
}
