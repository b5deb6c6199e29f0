//! Static files and the client's assets (F-185…F-189).
//!
//! The files are listed once, when an app is loaded: a request can only name what is on that list, so
//! no path of a request ever reaches the file system. They are served before routing, for GET and
//! HEAD; everything under the app directory that is not a file is 404 and never a page. Where the build stored
//! compressed forms of a file, a client that takes them gets one; ranges are always of the plain file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use formwork_wire::coding::{self, Coding};
use formwork_wire::manifest::Manifest;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::reply::{self, Answer, ReplyBody};

/// Files up to this size are sent in one piece.
const WHOLE: u64 = 256 * 1024;
const PIECE: usize = 64 * 1024;

/// The files of one build.
#[derive(Debug)]
pub(crate) struct Files {
    files: HashMap<String, File>,
    /// `/base/_app/`: nothing under it is ever a page.
    app_prefix: String,
}

#[derive(Debug)]
struct File {
    plain: Form,
    /// The same, compressed.
    packed: Vec<(Coding, Form)>,
    modified: SystemTime,
    content_type: String,
    immutable: bool,
}

/// One stored form of a file.
#[derive(Debug)]
struct Form {
    path: PathBuf,
    size: u64,
    etag: String,
}

type IndexError = (PathBuf, std::io::Error);

impl Files {
    /// Lists the files of a build directory. URLs are decoded and begin with the base path.
    pub(crate) fn index(build: &Path, manifest: &Manifest) -> Result<Self, IndexError> {
        let mut files = HashMap::new();
        let base = &manifest.base;
        // A development build gives a file the same name whatever is in it.
        let immutable = (!manifest.dev).then(|| format!("{base}/{}/immutable/", manifest.app_dir));
        for folder in ["static", "client"] {
            let packed = build.join("compressed").join(folder);
            list((&build.join(folder), &packed), base, true, immutable.as_deref(), &mut files)?;
        }
        Ok(Files { files, app_prefix: format!("{base}/{}/", manifest.app_dir) })
    }

    /// The file at a (still encoded) URL path, as bytes: for `event.fetch` (F-73).
    pub(crate) fn find(&self, url_path: &str) -> Option<(&Path, &str)> {
        let decoded = percent_decode_str(url_path).decode_utf8().ok()?;
        self.lookup(&decoded).map(|file| (file.plain.path.as_path(), file.content_type.as_str()))
    }

    /// The file for a path: itself, `x.html` for `x`, and `index.html` of a folder, as the reference's server has it.
    fn lookup(&self, path: &str) -> Option<&File> {
        let bare = path.strip_suffix('/').unwrap_or(path);
        let page = |name: &str| self.files.get(&format!("{bare}{name}"));
        let exact = self.files.get(path);
        exact.or_else(|| if bare == path { page(".html") } else { None }).or_else(|| page("/index.html"))
    }

    /// Answers a request for a file; None if the path is for the app.
    pub(crate) async fn respond(
        &self,
        method: &Method,
        url_path: &str,
        headers: &HeaderMap,
    ) -> Option<Answer> {
        let decoded = percent_decode_str(url_path).decode_utf8().ok()?;
        let Some(file) = self.lookup(&decoded) else {
            return decoded.starts_with(&self.app_prefix).then(|| {
                Answer::text(404, "Not found").with("cache-control", "public, max-age=0, must-revalidate")
            });
        };
        if method != Method::GET && method != Method::HEAD {
            return Some(Answer::text(405, "Method Not Allowed").with("allow", "GET, HEAD"));
        }
        Some(file.respond(method == Method::HEAD, headers).await)
    }
}

/// Puts what is in a folder on the list. Beside the folder comes the one that holds compressed forms of its files.
fn list(
    (folder, packed): (&Path, &Path),
    url: &str,
    top: bool,
    immutable: Option<&str>,
    files: &mut HashMap<String, File>,
) -> Result<(), IndexError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if top && error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err((folder.to_owned(), error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| (folder.to_owned(), error))?;
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') && name != ".well-known" {
            continue;
        }
        let url = format!("{url}/{name}");
        let meta = std::fs::metadata(&path).map_err(|error| (path.clone(), error))?;
        if meta.is_dir() {
            list((&path, &packed.join(&name)), &url, false, immutable, files)?;
        } else if meta.is_file() {
            let modified = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let time = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
            let tag = format!("{:x}-{time:x}", meta.len());
            let form = |coding: Coding| {
                let path = packed.join(format!("{name}.{}", coding.extension()));
                let size = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?.len();
                Some((coding, Form { path, size, etag: format!("\"{tag}-{}\"", coding.name()) }))
            };
            let file = File {
                packed: Coding::ALL.into_iter().filter_map(form).collect(),
                plain: Form { path, size: meta.len(), etag: format!("\"{tag}\"") },
                content_type: content_type(&name),
                immutable: immutable.is_some_and(|prefix| url.starts_with(prefix)),
                modified,
            };
            files.insert(url, file);
        }
    }
    Ok(())
}

fn content_type(name: &str) -> String {
    if name.ends_with(".ico") {
        return "image/x-icon".to_owned();
    }
    let guessed = mime_guess::from_path(name).first_or_octet_stream();
    match guessed.essence_str() {
        "text/html" => "text/html; charset=utf-8".to_owned(),
        other => other.to_owned(),
    }
}

impl File {
    async fn respond(&self, head_only: bool, headers: &HeaderMap) -> Answer {
        let control = if self.immutable {
            "public,max-age=31536000,immutable"
        } else {
            "public, max-age=0, must-revalidate"
        };
        let (coding, form) = self.form(headers);
        let common = |status: u16| {
            let answer = Answer::empty(status)
                .with("etag", form.etag.clone())
                .with("last-modified", httpdate::fmt_http_date(self.modified))
                .with("cache-control", control);
            if self.packed.is_empty() { answer } else { answer.with("vary", "Accept-Encoding") }
        };
        if self.is_known(form, headers) {
            return common(304);
        }
        let range = match form.range(headers) {
            Range::Whole => None,
            Range::Part(start, end) => Some((start, end)),
            Range::Unsatisfiable => {
                return Answer::empty(416).with("content-range", format!("bytes */{}", form.size));
            }
        };
        let (start, length) = match range {
            Some((start, end)) => (start, end - start + 1),
            None => (0, form.size),
        };
        let mut reply = common(if range.is_some() { 206 } else { 200 })
            .with("content-type", self.content_type.clone())
            .with("accept-ranges", "bytes")
            .with("content-length", length.to_string());
        if range.is_some() {
            let last = start + length - 1;
            reply = reply.with("content-range", format!("bytes {start}-{last}/{}", form.size));
        }
        if let Some(coding) = coding {
            reply = reply.with("content-encoding", coding.name());
        }
        if head_only {
            return reply;
        }
        match form.read(start, length).await {
            Ok(body) => Answer { body, ..reply },
            Err(error) => {
                tracing::error!("{}: {error}", form.path.display());
                Answer::text(500, "Internal Server Error")
            }
        }
    }

    /// The form to answer with.
    fn form(&self, headers: &HeaderMap) -> (Option<Coding>, &Form) {
        let plain = (None, &self.plain);
        if self.packed.is_empty() || headers.contains_key(http::header::RANGE) {
            return plain;
        }
        let accept = headers.get(http::header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let stored: Vec<Coding> = self.packed.iter().map(|(coding, _)| *coding).collect();
        let wanted = coding::choose(accept, &stored);
        let found = self.packed.iter().find(|(coding, _)| Some(*coding) == wanted);
        found.map_or(plain, |(coding, form)| (Some(*coding), form))
    }

    fn is_known(&self, form: &Form, headers: &HeaderMap) -> bool {
        let text = |name: http::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(known) = text(http::header::IF_NONE_MATCH) {
            return known
                .split(',')
                .map(str::trim)
                .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == form.etag);
        }
        let Some(since) =
            text(http::header::IF_MODIFIED_SINCE).and_then(|date| httpdate::parse_http_date(date).ok())
        else {
            return false;
        };
        // HTTP dates have whole seconds.
        self.modified <= since + std::time::Duration::from_millis(999)
    }
}

impl Form {
    /// One range, as asked for; several ranges are answered with the whole file, which RFC 9110 allows.
    fn range(&self, headers: &HeaderMap) -> Range {
        let text = |name: http::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let Some(spec) = text(http::header::RANGE).and_then(|range| range.strip_prefix("bytes=")) else {
            return Range::Whole;
        };
        if text(http::header::IF_RANGE).is_some_and(|tag| tag != self.etag) || spec.contains(',') {
            return Range::Whole;
        }
        let Some((first, last)) = spec.trim().split_once('-') else { return Range::Whole };
        let last_byte = self.size.saturating_sub(1);
        let (start, end) = match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(start), Ok(end)) if start <= end => (start, end.min(last_byte)),
            (Ok(start), Err(_)) if last.is_empty() => (start, last_byte),
            (Err(_), Ok(0)) if first.is_empty() => return Range::Unsatisfiable,
            (Err(_), Ok(count)) if first.is_empty() => (self.size.saturating_sub(count), last_byte),
            _ => return Range::Whole,
        };
        if start >= self.size { Range::Unsatisfiable } else { Range::Part(start, end) }
    }

    async fn read(&self, start: u64, length: u64) -> std::io::Result<ReplyBody<std::convert::Infallible>> {
        let mut file = tokio::fs::File::open(&self.path).await?;
        if start > 0 {
            file.seek(std::io::SeekFrom::Start(start)).await?;
        }
        let mut file = file.take(length);
        if length <= WHOLE {
            let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            file.read_to_end(&mut bytes).await?;
            return Ok(ReplyBody::Bytes(bytes.into()));
        }
        let (sender, body) = reply::pieces(1);
        let path = self.path.clone();
        tokio::spawn(async move {
            loop {
                let mut piece = bytes::BytesMut::with_capacity(PIECE);
                match file.read_buf(&mut piece).await {
                    Ok(0) => return sender.end().await,
                    Ok(_) => {
                        if sender.send(piece.freeze()).await.is_err() {
                            return;
                        }
                    }
                    Err(error) => return tracing::error!("{}: {error}", path.display()),
                }
            }
        });
        Ok(ReplyBody::Stream(body))
    }
}

enum Range {
    Whole,
    Part(u64, u64),
    Unsatisfiable,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(size: u64) -> Form {
        Form { path: PathBuf::new(), size, etag: "\"x\"".to_owned() }
    }

    /// ranges as RFC 9110 has them.
    #[test]
    fn r75_ranges() {
        for (range, expected) in [
            ("bytes=0-0", Some((0, 0))),
            ("bytes=2-", Some((2, 9))),
            ("bytes=-3", Some((7, 9))),
            ("bytes=-99", Some((0, 9))),
            ("bytes=5-99", Some((5, 9))),
            ("bytes=5-2", None),
            ("bytes=a-b", None),
            ("bytes=0-1,3-4", None),
            ("lines=0-1", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("range", http::HeaderValue::from_static(range));
            let got = match file(10).range(&headers) {
                Range::Part(start, end) => Some((start, end)),
                Range::Whole => None,
                Range::Unsatisfiable => Some((99, 99)),
            };
            assert_eq!(got, expected, "{range}");
        }
        for range in ["bytes=10-", "bytes=-0"] {
            let mut headers = HeaderMap::new();
            headers.insert("range", http::HeaderValue::from_static(range));
            assert!(matches!(file(10).range(&headers), Range::Unsatisfiable), "{range}");
        }
    }
}
