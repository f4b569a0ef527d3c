//! Access tokens: what the pulling door asks for besides a proof. A token is a statement that the hub signed,
//! so that no table of tokens is needed; revocation is looked up in the device table at each use.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{DeviceId, TenantId};
use counterfoil_domain::keys::{PublicKey, Purpose, SoftwareKey};
use counterfoil_domain::limits::ACCESS_TOKEN_SECONDS;
use counterfoil_sync::access::{Token, TokenAnswer, TokenStatement, read_token, token_text};

/// Makes a token for a device.
#[must_use]
pub fn issue(key: &SoftwareKey, tenant: TenantId, device: DeviceId, now_ms: u64) -> TokenAnswer {
    let expires_ms = now_ms + ACCESS_TOKEN_SECONDS * 1_000;
    let statement = TokenStatement { version: 1, tenant, device, expires_ms };
    let signature = key.sign(Purpose::Token, &cbor::encode(&statement));
    let token = token_text(&Token { statement, signature });
    TokenAnswer { token, expires_ms, time_ms: now_ms }
}

/// Whether `text` is a live token of this device.
#[must_use]
pub fn is_live(
    key: &PublicKey,
    text: &str,
    tenant: TenantId,
    device: DeviceId,
    now_ms: u64,
) -> bool {
    let Ok(token) = read_token(text) else { return false };
    let said = &token.statement;
    said.version == 1
        && said.tenant == tenant
        && said.device == device
        && said.expires_ms > now_ms
        && key.verify(Purpose::Token, &cbor::encode(said), &token.signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_ten_minutes_for_its_device() {
        let key = SoftwareKey::ed25519(&[8; 32]);
        let (tenant, ann, bo) = (TenantId([1; 16]), DeviceId([1; 16]), DeviceId([2; 16]));
        let now = 1_790_000_000_000;
        let issued = issue(&key, tenant, ann, now);
        let live = |text: &str, device, at| is_live(&key.public(), text, tenant, device, at);
        assert!(live(&issued.token, ann, now + 599_000));
        assert!(!live(&issued.token, ann, now + 600_000));
        assert!(!live(&issued.token, bo, now));
        let mut forged = issued.token.clone();
        let flipped = if forged.ends_with('A') { 'E' } else { 'A' };
        forged.pop();
        forged.push(flipped);
        assert!(!live(&forged, ann, now));
    }
}
