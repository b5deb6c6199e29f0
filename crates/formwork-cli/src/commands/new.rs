//! `formwork new`: the files of a new app, from templates that are part of the program.
//!
//! An app is the template's own files with those that all apps share. Where the two languages differ there is a file
//! of each name; nothing is generated, so what is tested is what is written.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use dialoguer::theme::ColorfulTheme;
use dialoguer::{Input, Select};

use crate::args::{self, Template, Types};
use crate::commands::Outcome;
use crate::report::{self, GOOD, QUIET, STRONG};

/// Paths with texts; made by the build script from `templates/`.
type Files = &'static [(&'static str, &'static str)];

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

pub(super) fn run(flags: &args::New) -> anyhow::Result<Outcome> {
    let asks = !flags.yes && io::stdin().is_terminal() && io::stderr().is_terminal();
    let folder = match &flags.folder {
        Some(folder) => folder.clone(),
        None if asks => ask_folder()?,
        None => anyhow::bail!("give the folder of the new app: formwork new my-app"),
    };
    refuse_to_fill(&folder)?;
    let template = match flags.template {
        Some(template) => template,
        None if asks => ask(
            "What should be in it?",
            &[
                (Template::Demo, "A to-do list behind a log-in: forms to look at"),
                (Template::Minimal, "One page"),
            ],
        )?,
        None => Template::Demo,
    };
    let types = match flags.types {
        Some(types) => types,
        None if asks => ask(
            "In which language?",
            &[(Types::Ts, "TypeScript"), (Types::Jsdoc, "JavaScript, with types in comments")],
        )?,
        None => Types::Ts,
    };
    let name = name_of(&folder)?;
    let count = write(&folder, template, types, &name)?;
    say(&folder, &name, count)?;
    Ok(Outcome::Done)
}

fn ask_folder() -> anyhow::Result<PathBuf> {
    let folder: String = Input::with_theme(&ColorfulTheme::default())
        .with_prompt("Where should the app go?")
        .default("my-app".to_owned())
        .interact_text()?;
    Ok(PathBuf::from(folder))
}

fn ask<T: Copy>(question: &str, choices: &[(T, &str)]) -> anyhow::Result<T> {
    let labels: Vec<&str> = choices.iter().map(|(_, label)| *label).collect();
    let chosen = Select::with_theme(&ColorfulTheme::default())
        .with_prompt(question)
        .items(&labels)
        .default(0)
        .interact()?;
    choices.get(chosen).map(|(value, _)| *value).context("nothing was chosen")
}

/// Somebody's files are never mixed with ours; a fresh repository counts as empty.
fn refuse_to_fill(folder: &Path) -> anyhow::Result<()> {
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| folder.display().to_string()),
    };
    let first = entries.flatten().find(|entry| entry.file_name() != ".git");
    if let Some(first) = first {
        anyhow::bail!(
            "{} is not empty ({} is in it); give a new folder",
            folder.display(),
            first.file_name().to_string_lossy()
        );
    }
    Ok(())
}

/// A package's name from that of its folder.
fn name_of(folder: &Path) -> anyhow::Result<String> {
    let path = std::path::absolute(folder)?;
    let last = path.components().next_back().map(|last| last.as_os_str().to_string_lossy().to_lowercase());
    let kept = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = last.unwrap_or_default().chars().map(kept).collect();
    let name = name.trim_matches(['-', '.', '_']).to_owned();
    Ok(if name.is_empty() { "app".to_owned() } else { name })
}

fn write(folder: &Path, template: Template, types: Types, name: &str) -> anyhow::Result<usize> {
    let own = match (template, types) {
        (Template::Minimal, Types::Ts) => MINIMAL_TS,
        (Template::Minimal, Types::Jsdoc) => MINIMAL_JSDOC,
        (Template::Demo, Types::Ts) => DEMO_TS,
        (Template::Demo, Types::Jsdoc) => DEMO_JSDOC,
    };
    let language = match types {
        Types::Ts => SHARED_TS,
        Types::Jsdoc => SHARED_JSDOC,
    };
    let both: Files = match template {
        Template::Minimal => &[],
        Template::Demo => DEMO,
    };
    let mut count = 0;
    for (path, text) in SHARED.iter().chain(language).chain(both).chain(own) {
        let target = folder.join(path);
        let parent = target.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        std::fs::write(&target, text.replace("{{name}}", name))
            .with_context(|| target.display().to_string())?;
        count += 1;
    }
    Ok(count)
}

fn say(folder: &Path, name: &str, count: usize) -> anyhow::Result<()> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "\n  {GOOD}{name}{GOOD:#} is there: {}\n", report::plural(count, "file"))?;
    if folder != Path::new(".") {
        // As a shell has to be told it: a space would end the name.
        let folder = folder.to_string_lossy();
        writeln!(stdout, "  {STRONG}cd {}{STRONG:#}", shell_words::quote(&folder))?;
    }
    writeln!(
        stdout,
        "  {STRONG}formwork dev{STRONG:#}      {QUIET}on http://localhost:5173, reloads on change{QUIET:#}\n\
         \x20 {STRONG}formwork build{STRONG:#}    {QUIET}what is needed to serve it{QUIET:#}\n\
         \x20 {STRONG}formwork start{STRONG:#}    {QUIET}serve that{QUIET:#}\n"
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_packages() {
        for (folder, name) in [
            ("/srv/shop", "shop"),
            ("/srv/My App", "my-app"),
            ("/srv/.hidden", "hidden"),
            ("/srv/日本", "app"),
            ("/", "app"),
        ] {
            assert_eq!(name_of(Path::new(folder)).unwrap(), name, "{folder}");
        }
    }
}
