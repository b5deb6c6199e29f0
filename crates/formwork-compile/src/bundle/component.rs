//! Components and modules with runes, through the Svelte compiler.
//!
//! A component's CSS goes to [`State`], under an empty module that the component imports last: where that module ends
//! up, the CSS belongs. Positions in complaints are the author's.

use std::{borrow::Cow, ops::Range, sync::Arc};

use rolldown_plugin::{HookTransformOutput, HookTransformOutputMap};
use rolldown_sourcemap::{JSONSourceMap, SourceMap, collapse_sourcemaps};
use serde_json::{Value, json};

use super::{
    plugin::{CSS_QUERY, transformed},
    state::State,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    script,
    svelte::{Compiled, Failure, Input, Kind, Note, Side},
};

/// Compiles a `.svelte` file.
pub(super) async fn component(state: &State, id: &str, source: &str) -> HookTransformOutput {
    let name = state.name(id);
    if let Some(language) = preprocessor(source) {
        let shown = source.get(language.clone()).unwrap_or_default();
        let message = format!("`lang=\"{shown}\"` needs a preprocessor, and Formwork has none");
        state.report(Diagnostic::error(Code::SveltePreprocess, message).in_file(name).at(source, language));
        return nothing();
    }
    let compiled = match compile(state, id, source, Kind::Component).await {
        Ok(compiled) => compiled,
        Err(failure) => {
            let retry = match (&failure, plain_enums(source, &name)) {
                (Failure::Source(note), Some(plain))
                    if note.code.as_deref() == Some("typescript_invalid_feature") =>
                {
                    compile(state, id, &plain, Kind::Component).await.ok()
                }
                _ => None,
            };
            match retry {
                Some(compiled) => compiled,
                None => return fail(state, failure, source, &name),
            }
        }
    };
    warn(state, id, &compiled.warnings, source, &name);
    let mut code = mend_casts(&compiled.code);
    if let (Side::Client, Some(css)) = (state.side, &compiled.css) {
        match super::sheet::references(state, css, id) {
            Ok(found) => {
                let sheet = format!("{id}{CSS_QUERY}");
                code.push_str(&format!("\nimport {};\n", serde_json::Value::from(sheet.as_str())));
                state.add_sheet(&sheet, found);
            }
            Err(diagnostic) => state.report(*diagnostic),
        }
    }
    transformed(code, map(compiled.map.as_deref()).map_or(HookTransformOutputMap::Null, Into::into))
}

/// Compiles a `.svelte.js` or `.svelte.ts` file.
pub(super) async fn module(state: &State, id: &str, source: &str) -> HookTransformOutput {
    let name = state.name(id);
    let mut stripped = None;
    if id.ends_with(".ts") {
        match script::strip_types(source, &name, false) {
            Ok(done) => stripped = Some(done),
            Err(errors) => {
                state.report_all(errors);
                return nothing();
            }
        }
    }
    let text = stripped.as_ref().map_or(source, |done| done.code.as_str());
    let compiled = match compile(state, id, text, Kind::Module).await {
        Ok(compiled) => compiled,
        Err(failure) => return fail(state, failure, text, &name),
    };
    warn(state, id, &compiled.warnings, text, &name);
    let maps: Vec<SourceMap> =
        [stripped.as_ref().and_then(|done| done.map.as_deref()), compiled.map.as_deref()]
            .into_iter()
            .filter_map(map)
            .collect();
    let chain: Vec<&SourceMap> = maps.iter().collect();
    let map = match chain.as_slice() {
        [] => HookTransformOutputMap::Null,
        [single] => (*single).clone().into(),
        chain => collapse_sourcemaps(chain).into(),
    };
    transformed(compiled.code.clone(), map)
}

async fn compile(state: &State, id: &str, source: &str, kind: Kind) -> Result<Arc<Compiled>, Failure> {
    let inputs = &state.inputs;
    let name = state.name(id);
    let config = &inputs.config;
    let mut options = Cow::Borrowed(&config.compiler);
    if let Some(runes) = config.functions.get("runes") {
        let runes = runes.call(&json!({ "filename": name })).map_err(Failure::Configuration)?;
        options.to_mut().insert("runes".to_owned(), runes);
    }
    let input = Input {
        source,
        filename: &name,
        kind,
        side: state.side,
        dev: inputs.constants.dev,
        hot: state.is_hot() && state.is_own(id),
        options: &options,
        css_hash: config.functions.get("cssHash"),
    };
    inputs.compiler.compile(input).await
}

fn map(json: Option<&str>) -> Option<SourceMap> {
    let json: JSONSourceMap = serde_json::from_str(json?).ok()?;
    SourceMap::from_json(json).ok()
}

fn nothing() -> HookTransformOutput {
    transformed("export default undefined;\n".to_owned(), HookTransformOutputMap::Null)
}

fn fail(state: &State, failure: Failure, source: &str, name: &str) -> HookTransformOutput {
    state.report(match failure {
        Failure::Source(note) => {
            place(Diagnostic::error(Code::SvelteSyntax, text(&note)), &note, source, name)
        }
        Failure::Configuration(message) => {
            let message = format!("A function under `compilerOptions` failed: {message}");
            Diagnostic::error(Code::Config, message).in_file(name)
        }
        Failure::Compiler(message) => {
            Diagnostic::error(Code::Internal, format!("The Svelte compiler failed: {message}")).in_file(name)
        }
    });
    nothing()
}

fn warn(state: &State, id: &str, notes: &[Note], source: &str, name: &str) {
    if !state.is_own(id) {
        return;
    }
    let functions = &state.inputs.config.functions;
    for note in notes {
        let wanted =
            ["warningFilter", "onwarn"].iter().filter_map(|name| functions.get(name)).all(|function| {
                let place = |at: Option<(u32, u32)>| {
                    at.map(|(line, column)| json!({ "line": line, "column": column }))
                };
                let warning = json!({
                    "code": note.code,
                    "message": note.message,
                    "filename": name,
                    "start": place(note.start),
                    "end": place(note.end),
                });
                // One that fails has no opinion; a build must not fail for it.
                function
                    .call(&warning)
                    .map_or(true, |answer| answer != Value::Bool(false) && !answer.is_null())
            });
        if wanted {
            let diagnostic = Diagnostic::warning(Code::SvelteWarning, text(note));
            state.report(place(diagnostic, note, source, name));
        }
    }
}

/// The compiler ends its messages with a link to its documentation, on a line of its own.
fn text(note: &Note) -> String {
    let message = note.message.trim();
    match message.rsplit_once('\n') {
        Some((message, link)) if link.starts_with("https://") => format!("{} ({link})", message.trim_end()),
        _ => message.to_owned(),
    }
}

fn place(diagnostic: Diagnostic, note: &Note, source: &str, name: &str) -> Diagnostic {
    let diagnostic = diagnostic.in_file(name);
    let Some((line, column)) = note.start else { return diagnostic };
    let start = crate::diagnostic::offset_utf16(source, line, column);
    let end = match note.end {
        Some((line, column)) => crate::diagnostic::offset_utf16(source, line, column),
        None => start,
    };
    // A mark over a whole block says less than one at its head.
    let end = source.get(start..end).and_then(|text| text.find('\n')).map_or(end, |at| start + at);
    diagnostic.at(source, start..end)
}

/// The value of a `lang` attribute of a style, script or template block that asks for a language nobody here speaks. On a
/// template it may as well be the language of the text.
fn preprocessor(source: &str) -> Option<Range<usize>> {
    const SPOKEN: &[&str] = &["ts", "typescript", "js", "javascript", "css", "postcss"];
    const TEMPLATES: &[&str] = &["pug", "jade", "haml"];
    let lower = source.to_ascii_lowercase();
    let mut from = 0;
    while let Some(open) = lower.get(from..)?.find('<').map(|at| from + at) {
        let rest = lower.get(open + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            from = lower.len() - comment.len() + comment.find("-->")?;
            continue;
        }
        let is_block = |name: &&str| {
            rest.strip_prefix(*name)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>'))
        };
        let Some(block) = ["style", "script", "template"].into_iter().find(is_block) else {
            from = open + 1;
            continue;
        };
        let (end, language) = head(&lower, open + 1 + block.len());
        let value = language.clone().and_then(|range| lower.get(range)).unwrap_or("js");
        let foreign = match block {
            _ if value.is_empty() => false,
            "template" => TEMPLATES.contains(&value),
            _ => !SPOKEN.contains(&value),
        };
        if foreign {
            return language;
        }
        // What looks like a tag in code is none.
        from = match block {
            "template" => end,
            _ => end + lower.get(end..)?.find(&format!("</{block}"))?,
        };
    }
    None
}

/// Where a tag ends whose attributes begin at `start`, and where the value of its `lang` stands.
fn head(source: &str, start: usize) -> (usize, Option<Range<usize>>) {
    let bytes = source.as_bytes();
    let skip = |mut at: usize, wanted: &dyn Fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|byte| wanted(*byte)) {
            at += 1;
        }
        at
    };
    let space = |byte: u8| byte.is_ascii_whitespace();
    let mut language = None;
    let mut at = start;
    loop {
        at = skip(at, &|byte| space(byte) || byte == b'/');
        if bytes.get(at).is_none_or(|byte| *byte == b'>') {
            return (at, language);
        }
        let name = at;
        at = skip(at + 1, &|byte| !space(byte) && !matches!(byte, b'=' | b'>' | b'/'));
        let is_language = source.get(name..at) == Some("lang");
        let equals = skip(at, &space);
        if bytes.get(equals) != Some(&b'=') {
            continue;
        }
        let mut value = skip(equals + 1, &space);
        let end = match bytes.get(value).copied() {
            Some(quote @ (b'"' | b'\'')) => {
                value += 1;
                skip(value, &|byte| byte != quote)
            }
            _ => skip(value, &|byte| !space(byte) && byte != b'>'),
        };
        // Past the quote, if there is one.
        at = end + usize::from(bytes.get(end).is_some_and(|byte| matches!(byte, b'"' | b'\'')));
        if is_language {
            language = Some(value..end);
        }
    }
}

/// The component with the enums of its TypeScript blocks as JavaScript, every line where it was: Svelte erases types
/// and compiles none of TypeScript's own constructs. None if there are none.
fn plain_enums(source: &str, name: &str) -> Option<String> {
    let mut result = source.to_owned();
    let mut changed = false;
    let mut from = 0;
    while let Some(open) = source.get(from..)?.find("<script").map(|at| from + at) {
        let body = open + source.get(open..)?.find('>')? + 1;
        let end = body + source.get(body..)?.find("</script")?;
        from = end;
        let head = source.get(open..body)?;
        if !["lang=\"ts\"", "lang='ts'", "lang=ts"].iter().any(|lang| head.contains(lang)) {
            continue;
        }
        // From the last one, so that places stay true.
        for span in script::enums(source.get(body..end)?).into_iter().rev() {
            let range = body + span.start..body + span.end;
            let text = source.get(range.clone())?;
            let stripped = script::strip_types(text, name, true).ok()?;
            let mut code = stripped.code.replace('\n', " ");
            code.extend(std::iter::repeat_n('\n', text.matches('\n').count()));
            // Blocks before this one may have changed their length.
            let shift = source.len() - range.end;
            let at = result.len() - shift;
            result.replace_range(at - text.len()..at, &code);
            changed = true;
        }
    }
    changed.then_some(result)
}

/// The compiler's single-file build (5.57) prints a snippet parameter after a JSDoc type, `{#snippet s(/** @type {X} */ a)}`,
/// as `/** @type {X} */ (a) = $.noop`, which is an assignment's left side but no parameter. Without the parentheses it
/// is both. Only output that does not parse is touched.
fn mend_casts(code: &str) -> String {
    if !code.contains("*/ (") {
        return code.to_owned();
    }
    let allocator = oxc::allocator::Allocator::default();
    if !script::parse(&allocator, code, "component.js").diagnostics.has_errors() {
        return code.to_owned();
    }
    let mut result = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("*/ (") {
        result.push_str(before);
        match after.split_once(") = ") {
            Some((name, after)) if script::is_identifier(name) => {
                result.push_str("*/ ");
                result.push_str(name);
                result.push_str(" = ");
                rest = after;
            }
            _ => {
                result.push_str("*/ (");
                rest = after;
            }
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_languages_that_need_a_preprocessor() {
        let source = "<script lang=\"ts\"></script><style lang=\"scss\">a { b {} }</style>";
        assert_eq!(preprocessor(source).map(|range| &source[range]), Some("scss"));
        for (source, expected) in [
            ("<script lang='ts'></script><p lang=en></p><pre lang=\"scss\">", None),
            ("<!-- <style lang=\"scss\"> --><style></style>", None),
            ("<!-- <style lang=\"scss\"> -->\n<style lang=less></style>", Some("less")),
            (
                "<script>const a = '<!--', b = '<style lang=scss>';</script><style lang = 'sass'>",
                Some("sass"),
            ),
            ("<template lang=\"en\">Hello</template>", None),
            ("<template lang=\"de-AT\"><b></b></template>", None),
            ("<template lang=\"pug\">p hello</template>", Some("pug")),
            ("<style data-lang=\"scss\" title='lang=\"scss\"'></style>", None),
            ("<styled lang=\"scss\"></styled>", None),
            ("<script generics=\"T extends A<B>\" lang=\"coffee\"></script>", Some("coffee")),
            ("<!-- <style lang=scss>", None),
            ("<style lang", None),
            ("<style lang=\"scss", Some("scss")),
        ] {
            assert_eq!(preprocessor(source).map(|range| &source[range]), expected, "{source}");
        }
    }

    #[test]
    fn mends_parameters_with_types() {
        let broken =
            "f(function (a, /** @type {number} */ (i) = $.noop) { return /** @type {X} */ (i).y; });";
        assert_eq!(
            mend_casts(broken),
            "f(function (a, /** @type {number} */ i = $.noop) { return /** @type {X} */ (i).y; });"
        );
        let fine = "/** @type {X} */ (a) = 1;";
        assert_eq!(mend_casts(fine), fine);
    }

    #[test]
    fn compiles_enums_in_components() {
        let source = "<p>a</p>\n<script lang=\"ts\">\nenum A {\n  b,\n}\nimport X from './X.svelte';\n</script>\n<X a={A.b as number}/>";
        let plain = plain_enums(source, "a.svelte").unwrap();
        assert!(!plain.contains("enum"), "{plain}");
        assert!(plain.contains("import X from './X.svelte';\n</script>"));
        assert!(plain.ends_with("<X a={A.b as number}/>"));
        assert_eq!(plain.lines().count(), source.lines().count());
        assert!(plain_enums("<script>enum A {}</script>", "a.svelte").is_none());
        let two = "<script module lang=ts>export enum A { x }</script>\n<script lang='ts'>\nfunction f() { enum B {\n y = 'z' // why\n}\nreturn B }\n</script>";
        let plain = plain_enums(two, "a.svelte").unwrap();
        assert!(!plain.contains("enum") && !plain.contains("why"), "{plain}");
        assert_eq!(plain.lines().count(), two.lines().count());
    }
}
