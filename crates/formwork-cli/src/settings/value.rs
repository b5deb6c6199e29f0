//! The values settings can have. Each function answers with the value or with a sentence that quotes what
//! was given and says what is expected; the caller puts the setting's name before it.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

/// The longest time a timeout may have: a year. Longer ones are typing errors, or milliseconds.
const LONGEST_TIMEOUT: f64 = 365.0 * 24.0 * 3600.0;

pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("{text:?} is not a port; expected a number from 0 to 65535"))
}

/// A host name or an address. Whether it can be listened on is found out by trying.
pub(super) fn host(text: &str) -> Result<String, String> {
    let in_brackets = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let address = in_brackets.unwrap_or(text);
    if address.contains(':') || in_brackets.is_some() {
        return match address.parse::<std::net::Ipv6Addr>() {
            Ok(address) => Ok(address.to_string()),
            Err(_) => Err(format!("{text:?} is not an address; a port is set with PORT or --port")),
        };
    }
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if text.is_empty() || !text.chars().all(legal) {
        return Err(format!("{text:?} is not a host name or an address, such as 0.0.0.0 or localhost"));
    }
    Ok(text.to_owned())
}

/// Scheme, host and port, written as browsers write an `Origin` header, so that it can be compared with one.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let example = "expected scheme and host, such as https://example.com";
    let url = Url::parse(text).map_err(|_| format!("{text:?} is not an origin; {example}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{text:?} is not an origin of the web; {example}"));
    }
    let bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !bare {
        return Err(format!("{text:?} is more than an origin; use {}", url.origin().ascii_serialization()));
    }
    Ok(url.origin().ascii_serialization())
}

/// The name of a header, in lower case.
pub(super) fn header(text: &str) -> Result<String, String> {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if text.is_empty() || !text.chars().all(token) {
        return Err(format!("{text:?} is not the name of a header, such as x-forwarded-proto"));
    }
    Ok(text.to_ascii_lowercase())
}

pub(super) fn depth(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|depth| (1..=100).contains(depth)).ok_or_else(|| {
        format!("{text:?} is not a number of proxies; expected 1 for one trusted proxy, 2 for two, …")
    })
}

/// A number of bytes with an optional suffix (powers of 1024), or no limit (S-116).
pub(super) fn size(text: &str) -> Result<Option<u64>, String> {
    formwork_wire::size::parse(text).ok_or_else(|| {
        format!("{text:?} is not a size; expected bytes such as 524288, or 512K, 10M, 1G, or Infinity")
    })
}

/// Where a socket can be made: in a folder that is there.
pub(super) fn socket(text: &str) -> Result<PathBuf, String> {
    // What the kernel takes, less the zero at the end.
    const LONGEST: usize = 103;
    let path = PathBuf::from(text);
    if text.len() > LONGEST {
        return Err(format!("{text:?} is too long for a socket; at most {LONGEST} bytes"));
    }
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() || folder.is_dir() => Ok(path),
        _ => Err(format!("{text:?} cannot be made: its folder does not exist")),
    }
}

/// Permissions in octal digits, as for `chmod`.
pub(super) fn mode(text: &str) -> Result<u32, String> {
    let mode = u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o777);
    mode.ok_or_else(|| format!("{text:?} is not a file mode; expected octal digits, such as 660"))
}

/// A number of instances, or `auto`: one for each core.
pub(super) fn instances(text: &str) -> Result<NonZeroUsize, String> {
    /// Each has a thread and memory of its own; a larger number is a typing error.
    const MOST: usize = 256;
    if text == "auto" {
        return Ok(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    }
    let count = text.parse::<NonZeroUsize>().ok().filter(|count| count.get() <= MOST);
    count.ok_or_else(|| format!("{text:?} is not a number of instances; expected 1 to {MOST}, or auto"))
}

/// A folder that is there.
pub(super) fn directory(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match std::fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => Ok(path),
        Ok(_) => Err(format!("{text:?} is not a folder")),
        Err(error) => Err(format!("{text:?}: {error}")),
    }
}

/// A time in seconds, which may have a fraction.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse::<f64>()
        .ok()
        .filter(|seconds| digits && (0.0..=LONGEST_TIMEOUT).contains(seconds))
        .map(Duration::from_secs_f64)
        .ok_or_else(|| format!("{text:?} is not a time; expected seconds, such as 30"))
}
