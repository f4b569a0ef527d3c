//! `counterfoil phone`: a phone without a screen.

/// Runs a phone.
pub async fn phone(_: crate::args::PhoneArgs) -> Result<(), crate::CliError> {
    Err("the phone comes with the client".into())
}
