//! The rehearsals of the tour: one that passes, with what the clone's own gate says then, one whose guard guards nothing, one
//! whose rollback leaves residue. Each is a process of its own, as it would be for a user: this one's channel is production's.

use std::path::{Path, PathBuf};
use std::process::Output;

use super::super::{Error, Printer};
use super::brackets::proves;
use super::tour::indent;
use crate::changeset::skeleton;
use crate::demo::{CLONE_DATABASE, DIRECTUS};

/// How many rehearsals there are.
pub(super) const COUNT: usize = 4;

const TAG: &str = "TEST_CLONE_demo_2026-06-03";
const NAME: &str = "demo_amounts";

/// The guard's condition, which the skeleton's body brings about, and one that is never true.
const GUARD: [(&str, &str); 2] = [
    (
        "IF to_regclass('public.rehearsal_demo_amounts') IS NULL THEN",
        "IF to_regclass('pg_catalog.pg_class') IS NULL THEN",
    ),
    (
        "IF (SELECT count(*) FROM public.rehearsal_demo_amounts WHERE tag = 'TEST_CLONE_demo_2026-06-03') <> 3 THEN",
        "IF EXISTS (SELECT FROM pg_class WHERE false) THEN",
    ),
];

/// A change of a table that was there before; the skeleton's rollback knows nothing of it.
const COLUMN: &str = "ALTER TABLE governance.event_type ADD COLUMN note text;\n\
    COMMENT ON COLUMN governance.event_type.note IS 'TEST_CLONE_demo_2026-06-03';\n";
const COLUMN_BACK: &str = "ALTER TABLE governance.event_type DROP COLUMN note;\n";

/// A scanner that comes and goes with the change: the second time it finds nothing more to do.
const SCANNER: &str = "CREATE FUNCTION public.rehearsal_demo_scan() RETURNS void LANGUAGE sql AS\n  \
    'UPDATE public.rehearsal_demo_amounts SET amount = 20 WHERE amount > 20';\n\
    COMMENT ON FUNCTION public.rehearsal_demo_scan IS 'TEST_CLONE_demo_2026-06-03';\n\n";
const SCANNER_BACK: &str = "DROP FUNCTION public.rehearsal_demo_scan();\n";
const SCANNED: &str = "\n[scanner]\ncall = \"SELECT public.rehearsal_demo_scan()\"\n\
    tables = [\"public.rehearsal_demo_amounts\"]\n";

/// What comes behind the table in the skeleton's body.
const GUARD_BEGINS: &str = "-- The guard:";

/// The line after which a file's body begins.
const BODY: &str = "SET LOCAL lock_timeout = '5s';\n";

/// Shows the rehearsals on the clone that `configuration` names, and gives how many came out otherwise than they must.
///
/// # Errors
/// When standard output is closed, or a change set cannot be written.
pub(super) async fn show(
    first: usize,
    configuration: &Path,
    printer: &Printer,
) -> Result<usize, Error> {
    printer.print(
        "\nREHEARSALS: a change on the clone, and the way back, before production sees either",
    )?;
    let tour = Tour {
        configuration,
        printer,
    };
    let mut unexpected = 0;
    let sound = tour.write("sound", |path, text| match path {
        "manifest.toml" => text + SCANNED,
        "01_tables.sql" => text.replacen(GUARD_BEGINS, &format!("{SCANNER}{GUARD_BEGINS}"), 1),
        "Z_rollback.sql" => text.replacen(BODY, &format!("{BODY}{SCANNER_BACK}"), 1),
        _ => text,
    })?;
    let report = tour
        .rehearse(first, "A change set that holds", &sound, &[])
        .await?;
    unexpected += tour.proves(
        report.status.code() == Some(0),
        "applied, judged, taken back, twice; definitions and content of the clone are as before",
    )?;
    unexpected += tour.gate(first + 1).await?;
    let vacuous = tour.write("vacuous_guard", |path, text| match path {
        "01_tables.sql" => GUARD
            .iter()
            .fold(text, |text, (guard, vacuous)| text.replace(guard, vacuous)),
        _ => text,
    })?;
    let report = tour
        .rehearse(
            first + 2,
            "The same with a guard that guards nothing",
            &vacuous,
            &[],
        )
        .await?;
    unexpected += tour.proves(
        report.status.code() == Some(1) && told(&report, "guard_does_not_bite"),
        "a guard that passes before its body ran would let any result be committed; nothing was committed",
    )?;
    let residue = tour.write("residue", |path, text| match path {
        "01_tables.sql" => text.replacen(BODY, &format!("{BODY}{COLUMN}"), 1),
        _ => text,
    })?;
    let report = tour
        .rehearse(
            first + 3,
            "The same with a column that its rollback forgets",
            &residue,
            &[],
        )
        .await?;
    let caught = report.status.code() == Some(1)
        && told(&report, "rollback_residue")
        && told(&report, "governance.event_type.note");
    let rollback = residue.join("Z_rollback.sql");
    let text =
        std::fs::read_to_string(&rollback).map_err(|source| cannot("read", &rollback, source))?;
    // The table is gone already: what is left is the column.
    let back = text
        .replacen(BODY, &format!("{BODY}{COLUMN_BACK}"), 1)
        .replace("DROP TABLE public", "DROP TABLE IF EXISTS public");
    std::fs::write(&rollback, back).map_err(|source| cannot("write", &rollback, source))?;
    printer.print("    with the rollback file mended:")?;
    let mended = tour.run(&residue, &["--rollback"]).await?;
    unexpected += tour.proves(
        caught && mended.status.code() == Some(0),
        "what is left is named object by object, and the mended rollback file takes it back",
    )?;
    Ok(unexpected)
}

struct Tour<'a> {
    configuration: &'a Path,
    printer: &'a Printer,
}

impl Tour<'_> {
    /// A change set in a folder of its own, each file as `edit` leaves it.
    fn write(&self, folder: &str, edit: impl Fn(&str, String) -> String) -> Result<PathBuf, Error> {
        let beside = self.configuration.parent().unwrap_or(Path::new("."));
        let folder = beside.join("changes").join(folder);
        std::fs::create_dir_all(&folder).map_err(|source| cannot("write", &folder, source))?;
        for (path, text) in skeleton(NAME, TAG) {
            let text = edit(&path, text);
            let path = folder.join(path);
            std::fs::write(&path, text).map_err(|source| cannot("write", &path, source))?;
        }
        Ok(folder)
    }

    async fn rehearse(
        &self,
        number: usize,
        title: &str,
        folder: &Path,
        arguments: &[&str],
    ) -> Result<Output, Error> {
        self.printer.print(&format!("\n{number:>2}. {title}"))?;
        self.run(folder, arguments).await
    }

    /// Production's inventory, the clone's drift from it, and then the clone's own gate.
    async fn gate(&self, number: usize) -> Result<usize, Error> {
        self.printer.print(&format!(
            "\n{number:>2}. The clone's own gate, on what the ledger has of the clone by now"
        ))?;
        let inventory = self.configuration.with_file_name("production.json");
        let inventory = inventory.to_string_lossy();
        let production = self.configuration.with_file_name("gatepost.toml");
        let capture = ["drift", "capture", DIRECTUS, "--output", &inventory];
        let captured = self.command(&capture, &production).await?;
        // It names each drift; here only the count matters.
        let compare = ["drift", "compare", &inventory];
        let compared = self.command(&compare, self.configuration).await?;
        let check = [
            "gate",
            "check",
            "clone-safety",
            "--database",
            CLONE_DATABASE,
        ];
        self.printer
            .print(&format!("    gatepost {}", check.join(" ")))?;
        let gate = self.command(&check, self.configuration).await?;
        self.show(&gate)?;
        let asked = [
            "marker 1✅",
            "isolated 0✅",
            "ownership gap 0✅",
            "governance views 18✅",
            "scanner idempotent✅",
            "emittable events 0✅",
            "rollback rehearsed SAFE✅",
            "no worker loop quiet✅",
            "drift critical ",
        ];
        let good = captured.status.code() == Some(0)
            && compared.status.code() == Some(1)
            && gate.status.code() == Some(1)
            && asked.iter().all(|asked| told(&gate, asked));
        self.proves(
            good,
            "scanner and rollback stand on the rehearsal's record, and this small clone lacks most of production's tables: no SAFE",
        )
    }

    async fn run(&self, folder: &Path, arguments: &[&str]) -> Result<Output, Error> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let shown = [&["rehearse", &*name], arguments].concat().join(" ");
        self.printer.print(&format!("    gatepost {shown}"))?;
        let folder = folder.to_string_lossy();
        let arguments = [&["rehearse", &*folder], arguments].concat();
        let output = self.command(&arguments, self.configuration).await?;
        self.show(&output)?;
        Ok(output)
    }

    async fn command(&self, arguments: &[&str], configuration: &Path) -> Result<Output, Error> {
        let failed = |source| cannot("run", Path::new("gatepost"), source);
        tokio::process::Command::new(std::env::current_exe().map_err(failed)?)
            .args(arguments)
            .arg("--config")
            .arg(configuration)
            .kill_on_drop(true)
            .output()
            .await
            .map_err(failed)
    }

    fn show(&self, output: &Output) -> Result<(), Error> {
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        self.printer
            .print(&indent(String::from_utf8_lossy(&said).trim_end()))
    }

    fn proves(&self, good: bool, what: &str) -> Result<usize, Error> {
        Ok(usize::from(!proves(good, what, self.printer)?))
    }
}

fn told(report: &Output, what: &str) -> bool {
    String::from_utf8_lossy(&report.stdout).contains(what)
}

fn cannot(what: &str, path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        what: format!("cannot {what} `{}`", path.display()),
        source,
    }
}
