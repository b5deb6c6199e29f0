//! Files that are imported for themselves: images and fonts as URLs, text with `?raw`, style sheets.
//!
//! An asset gets a hashed name from its content alone, so both sides find the same URL without asking each other; what
//! only server modules import is public as well, and `read` of `$app/server` finds it (F-156).

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
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

/// What a URL holds as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

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
            export(&inline_sheet(state, &text, id).unwrap_or_default())
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

/// A style sheet as a text, with everything that it imports; None if something is wrong, which is reported.
fn inline_sheet(state: &State, text: &str, id: &str) -> Option<String> {
    if !css::check_for(state, text, id) {
        return None;
    }
    match sheet::inlined(state, text, id) {
        Ok(found) => {
            let imports: Vec<&str> = found.imports.iter().map(String::as_str).collect();
            Some(css::join(&imports, &[&found.css], state.inputs.constants.dev))
        }
        Err(diagnostic) => {
            state.report(*diagnostic);
            None
        }
    }
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

/// A file as a URL: what is text stays legible.
fn data_url(path: &Path) -> std::io::Result<String> {
    let bytes = std::fs::read(path)?;
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = kind.essence_str();
    if kind.starts_with("text/") || kind == "image/svg+xml" {
        return Ok(format!("data:{kind},{}", percent_encode(&bytes, ESCAPED)));
    }
    Ok(format!("data:{kind};base64,{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F-217: whatever may be imported has a type.
    #[test]
    fn f217_assets_are_declared() {
        let declared = include_str!("../types/library/assets.d.ts");
        for extension in ASSETS {
            assert!(declared.contains(&format!("declare module '*.{extension}' {{")), "{extension}");
        }
    }

    #[test]
    fn f7_files_as_urls() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text, url) in [
            ("a.SVG", "<svg/>", "data:image/svg+xml,%3Csvg%2F%3E"),
            ("a.png", "png", "data:image/png;base64,cG5n"),
            ("a.woff2", "f", "data:font/woff2;base64,Zg=="),
            ("a", "x", "data:application/octet-stream;base64,eA=="),
        ] {
            std::fs::write(dir.path().join(name), text).unwrap();
            assert_eq!(data_url(&dir.path().join(name)).unwrap(), url);
        }
    }
}
