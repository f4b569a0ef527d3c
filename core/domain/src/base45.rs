//! Base45 (RFC 9285): bytes as the letters that a QR code holds most of, its alphanumeric mode.

const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Bytes as text: three letters for two bytes, two for a last one.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2).saturating_mul(3));
    for pair in bytes.chunks(2) {
        let (mut number, letters) = match pair {
            [high, low] => (u32::from(*high) << 8 | u32::from(*low), 3),
            [only] => (u32::from(*only), 2),
            _ => continue,
        };
        for _ in 0..letters {
            let letter = usize::try_from(number % 45).ok().and_then(|place| LETTERS.get(place));
            text.extend(letter.map(|letter| char::from(*letter)));
            number /= 45;
        }
    }
    text
}

/// The bytes of a text; none for one that [`encode`] does not make.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for group in text.as_bytes().chunks(3) {
        let mut number = 0_u32;
        for letter in group.iter().rev() {
            let place = LETTERS.iter().position(|known| known == letter)?;
            number = number * 45 + u32::try_from(place).ok()?;
        }
        match group.len() {
            3 => bytes.extend(u16::try_from(number).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(number).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        for (plain, coded) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
        ] {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(decode(coded).as_deref(), Some(plain.as_bytes()));
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for wrong in ["GGW", ":::", "A", "AB8a", "::"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
        assert_eq!(decode(""), Some(Vec::new()));
    }
}
