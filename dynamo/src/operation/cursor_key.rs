use std::{fmt, sync::Arc};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::{Error, Result};

/// A secret that seals cursors, so that whoever is given one can neither make nor change one.
///
/// Keep it as other secrets are kept; all processes that read each other's cursors need the same. A cursor is sealed with
/// HMAC-SHA256.
///
/// ```
/// # use dynamo::{CursorKey, Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let events = Dynamo::embedded().table::<Event>();
/// # events.create_table().await?;
/// # for at in 0..5 { events.put(&Event { id: "1".into(), at }).await?; }
/// let secret = CursorKey::new(b"32 bytes or more, from a secret store")?;
/// let page = events.query("1").sealed(&secret).limit(2).page().await?;
/// let cursor = page.cursor.unwrap();
///
/// assert!(events.query("1").limit(2).after(cursor.clone()).page().await.is_err(), "not without the secret");
/// let next = events.query("1").sealed(&secret).limit(2).after(cursor).page().await?;
/// assert_eq!(next.items[0].at, 2);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct CursorKey(Arc<[u8]>);

/// The length of a seal in bytes.
pub(super) const SEAL_BYTES: usize = 32;

/// As short as a secret may be, in bytes: as long as what the hash gives.
const MIN_BYTES: usize = 32;

impl CursorKey {
    /// From the bytes of a secret: 32 or more, random.
    ///
    /// ```
    /// assert!(dynamo::CursorKey::new(b"too short").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) for fewer than 32 bytes.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self> {
        let secret = secret.as_ref();
        if secret.len() < MIN_BYTES {
            return Err(Error::validation(format!(
                "the secret that seals cursors has {} bytes; give it {MIN_BYTES} or more, random",
                secret.len()
            )));
        }
        Ok(Self(secret.into()))
    }

    fn hmac(&self, bytes: &[u8]) -> Result<Hmac<Sha256>> {
        // Every length of key will do for HMAC.
        let mut hmac =
            Hmac::<Sha256>::new_from_slice(&self.0).map_err(|_| Error::validation("the secret cannot seal cursors"))?;
        hmac.update(bytes);
        Ok(hmac)
    }

    pub(super) fn seal(&self, bytes: &[u8]) -> Result<[u8; SEAL_BYTES]> {
        Ok(self.hmac(bytes)?.finalize().into_bytes().into())
    }

    /// Whether the seal is the bytes' own; takes the same time wherever it differs.
    pub(super) fn verifies(&self, bytes: &[u8], seal: &[u8]) -> bool {
        self.hmac(bytes).is_ok_and(|hmac| hmac.verify_slice(seal).is_ok())
    }
}

/// Does not show the secret.
impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey(..)")
    }
}
