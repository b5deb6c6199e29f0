//! `src/app.html` and `src/error.html` (F-172, F-91).

use std::path::Path;

use crate::{
    config::Places,
    diagnostic::{Code, Diagnostic},
};

/// Reads both; what is wrong goes to `found`.
pub(crate) fn read(root: &Path, places: &Places, found: &mut Vec<Diagnostic>) -> (String, Option<String>) {
    let name = places.app_template.as_str();
    let template = match std::fs::read_to_string(root.join(name)) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("`{name}` cannot be read: {}", reason(&error));
            found.push(Diagnostic::error(Code::TemplateMissing, message).in_file(name));
            return (String::new(), None);
        }
    };
    check(&template, name, found);
    (template, std::fs::read_to_string(root.join(&places.error_template)).ok())
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

fn check(template: &str, file: &str, found: &mut Vec<Diagnostic>) {
    for placeholder in ["%sveltekit.head%", "%sveltekit.body%"] {
        if !template.contains(placeholder) {
            let message = format!("`{placeholder}` is missing");
            found.push(Diagnostic::error(Code::TemplatePlaceholder, message).in_file(file));
        }
    }
    if let Some(at) = template.find("%sveltekit.body%") {
        let before = template.get(..at).unwrap_or_default().trim_end();
        let tag = before.rfind('<').and_then(|start| before.get(start..)).unwrap_or_default();
        let is_body = tag.to_ascii_lowercase().starts_with("<body") && tag.ends_with('>');
        if is_body {
            let message = "`%sveltekit.body%` stands directly inside `<body>`";
            let end = at + "%sveltekit.body%".len();
            found.push(Diagnostic::warning(Code::TemplateBody, message).in_file(file).at(template, at..end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f172_placeholders() {
        let cases = [
            ("<head>%sveltekit.head%</head><body><div>%sveltekit.body%</div></body>", vec![]),
            ("<body><div>%sveltekit.body%</div></body>", vec![Code::TemplatePlaceholder]),
            ("", vec![Code::TemplatePlaceholder, Code::TemplatePlaceholder]),
            ("%sveltekit.head%<body class=\"a\">\n\t%sveltekit.body%</body>", vec![Code::TemplateBody]),
        ];
        for (template, expected) in cases {
            let mut found = Vec::new();
            check(template, "src/app.html", &mut found);
            assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), expected, "{template}");
        }
    }
}
