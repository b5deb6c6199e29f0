//! Files that are imported for themselves: images and fonts as URLs, text with `?raw`, style sheets.
//!
//! An asset gets a hashed name from its content alone, so both sides find the same URL without asking each other; what
//! only server modules import is public as well, and `read` of `$app/server` finds it (F-156).

use std::path::Path;

use rolldown_common::side_effects::HookSideEffects;
use rolldown_plugin::{HookLoadOutput, HookLoadReturn};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    css,
    plugin::code,
    sheet,
    state::{State, without_query},
};
use crate::svelte::Side;

/// Extensions that mean "give me the URL".
const ASSETS: &[&str] = &[
    "apng",
    "avif",
    "bmp",
    "gif",
    "ico",
    "jfif",
    "jpeg",
    "jpg",
    "png",
    "svg",
    "webp",
    "eot",
    "otf",
    "ttf",
    "woff",
    "woff2",
    "aac",
    "flac",
    "m4a",
    "mp3",
    "mp4",
    "mov",
    "ogg",
    "opus",
    "wav",
    "webm",
    "pdf",
    "txt",
    "vtt",
    "wasm",
    "webmanifest",
];

/// Whether a query of a specifier is one that asks for a form (F-7).
pub(super) fn is_query(query: &str) -> bool {
    matches!(query, "raw" | "url" | "inline")
}

/// Loads what is imported for itself; None for ordinary modules.
pub(super) fn load(state: &State, id: &str) -> HookLoadReturn {
    let path = without_query(id);
    let query = id.split_once('?').map(|(_, query)| query);
    let extension =
        Path::new(path).extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let is_css = extension == "css";
    let is_asset = ASSETS.contains(&extension.as_str());
    let output = match query {
        Some("raw") => export(&String::from_utf8_lossy(&std::fs::read(path)?)),
        Some("url") => address(state, Path::new(path))?,
        Some("inline") if is_css => {
            let text = std::fs::read_to_string(path)?;
            if !css::check_for(state, &text, id) {
                return Ok(Some(code("export default '';\n")));
            }
            export(&css::join(&[], &[&text], state.inputs.constants.dev))
        }
        Some("inline") => export(&data_url(Path::new(path))?),
        None if is_css => style_sheet(state, id)?,
        None if is_asset => address(state, Path::new(path))?,
        _ => return Ok(None),
    };
    state.add_file(Path::new(path));
    Ok(Some(output))
}

fn export(value: &str) -> HookLoadOutput {
    let value = serde_json::Value::from(value);
    code(format!("export default {value};\n"))
}

/// An imported style sheet: nothing at run time, and never dropped.
fn style_sheet(state: &State, id: &str) -> anyhow::Result<HookLoadOutput> {
    if state.side == Side::Client {
        let text = std::fs::read_to_string(id)?;
        if css::check_for(state, &text, id) {
            match sheet::references(state, &text, id) {
                Ok(found) => state.add_sheet(id, found),
                Err(diagnostic) => state.report(*diagnostic),
            }
        }
    }
    Ok(HookLoadOutput { side_effects: Some(HookSideEffects::NoTreeshake), ..code("export default '';\n") })
}

/// The module of a file: its URL. In the browser that is put together when the module runs, because the build may be
/// served under a prefix that only the document knows (F-175); on the server documents see to it.
fn address(state: &State, path: &Path) -> std::io::Result<HookLoadOutput> {
    let url = publish(state, path)?;
    let constants = &state.inputs.constants;
    let file = url.strip_prefix(&constants.assets).filter(|_| constants.relative && !constants.dev);
    let Some(file) = file.filter(|_| state.side == Side::Client) else { return Ok(export(&url)) };
    let file = serde_json::Value::from(file);
    let text = format!(
        "import {{ assets }} from 'formwork:client/browser/app-paths.js';\nexport default assets + {file};\n"
    );
    Ok(HookLoadOutput { side_effects: Some(HookSideEffects::False), ..code(text) })
}

/// The URL of a file in the build, and the file itself among the assets.
pub(super) fn publish(state: &State, path: &Path) -> std::io::Result<String> {
    let bytes = std::fs::read(path)?;
    let constants = &state.inputs.constants;
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or("asset");
    let extension = path.extension().and_then(|s| s.to_str()).unwrap_or("bin");
    let name = file_name(&constants.app_dir, stem, &bytes, extension);
    let url = format!("{}/{name}", constants.assets);
    state.add_asset(name, bytes);
    Ok(url)
}

/// `_app/immutable/assets/NAME-HASH.EXT`; the name keeps only what is safe in a URL.
pub(super) fn file_name(app_dir: &str, stem: &str, bytes: &[u8], extension: &str) -> String {
    let safe: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' })
        .collect();
    let hash = format!("{:016x}", xxh3_64(bytes));
    format!("{app_dir}/immutable/assets/{safe}-{}.{extension}", hash.get(..10).unwrap_or(&hash))
}

fn data_url(path: &Path) -> std::io::Result<String> {
    use std::fmt::Write;
    let bytes = std::fs::read(path)?;
    let mut url = format!("data:{},", mime(path));
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => url.push(char::from(byte)),
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    Ok(url)
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}
