//! One HTTP message, read whole: its head, its body.

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::trick::Share;

/// Bytes of a head.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a body: the largest piece of an upload, and room.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A request or an answer.
#[derive(Debug, Clone)]
pub(super) struct Message {
    /// Lines without their ends; the first is the request's or the status'.
    pub(super) head: Vec<String>,
    pub(super) body: Vec<u8>,
}

impl Message {
    /// Reads a request; `None` when the phone closed before it began one.
    pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Option<Self>> {
        let Some((head, mut body)) = read_head(from).await? else { return Ok(None) };
        let mut message = Self { head, body: Vec::new() };
        let length = message.header("content-length").and_then(|text| text.parse().ok());
        let length: usize = length.unwrap_or_default();
        let mut part = vec![0; 64 * 1024];
        while body.len() < length.min(BODY_BYTES_MAX) {
            match from.read(&mut part).await? {
                0 => return Ok(None),
                count => body.extend_from_slice(&part[..count]),
            }
        }
        message.body = body;
        message.closes();
        Ok(Some(message))
    }

    /// Reads an answer until the hub closes; requests ask it to.
    pub(super) async fn read_answer(
        from: &mut (impl AsyncRead + Unpin),
    ) -> std::io::Result<Option<Self>> {
        let Some((head, mut body)) = read_head(from).await? else { return Ok(None) };
        from.take(BODY_BYTES_MAX as u64).read_to_end(&mut body).await?;
        let mut message = Self { head, body };
        message.closes();
        Ok(Some(message))
    }

    /// An answer of our own.
    pub(super) fn made(status: u16, headers: &[(&str, &str)], body: Vec<u8>) -> Self {
        let mut message = Self { head: vec![format!("HTTP/1.1 {status} Whatever")], body };
        let lines = headers.iter().map(|(name, value)| format!("{name}: {value}"));
        message.head.extend(lines);
        let length = message.body.len();
        message.set("content-length", &length.to_string());
        message.closes();
        message
    }

    pub(super) fn first_line(&self) -> &str {
        self.head.first().map_or("", String::as_str)
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().skip(1).find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.head.retain(|line| {
            line.split_once(':').is_none_or(|(own, _)| !own.eq_ignore_ascii_case(name))
        });
        self.head.push(format!("{name}: {value}"));
    }

    fn closes(&mut self) {
        self.set("connection", "close");
    }

    /// The same with a bit of the body changed; of the head's last line where there is no body.
    pub(super) fn with_bit_flipped(&self, share: Share) -> Self {
        let mut flipped = self.clone();
        if flipped.body.is_empty() {
            if let Some(line) = flipped.head.get_mut(1) {
                line.push('x');
            }
            return flipped;
        }
        let at = share.of(flipped.body.len() - 1);
        flipped.body[at] ^= 1 << (at % 8);
        flipped
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.head.join("\r\n").into_bytes();
        bytes.extend_from_slice(b"\r\n\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

type Head = (Vec<String>, Vec<u8>);

/// The lines of a head, and what of the body came with them.
async fn read_head(from: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Option<Head>> {
    let (mut bytes, mut part) = (Vec::new(), vec![0; 16 * 1024]);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let lines = text.split("\r\n").map(str::to_owned).collect();
            return Ok(Some((lines, bytes[end + 4..].to_vec())));
        }
        if bytes.len() > HEAD_BYTES_MAX {
            return Ok(None);
        }
        match from.read(&mut part).await? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&part[..count]),
        }
    }
}
