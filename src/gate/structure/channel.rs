//! What could write, or is left open, at every moment there is.

use crate::gate::definition::Channel;
use crate::gate::judgement::{Judgement, at};
use crate::gate::observation::Failure;
use crate::gate::state::{ChannelState, Part};
use crate::gate::verdict::{Change, Difference, Outcome};

/// The channel at each moment, with the moment's name (empty for a standing gate).
pub(in crate::gate) type Moments<'a> = [(&'static str, Option<&'a ChannelState>)];

/// A part as seen at one moment: nothing here is transactional, so an equal snapshot is no answer.
fn observed<T>(part: &Part<T>) -> Result<&T, Failure> {
    match part {
        Part::Observed(value) => Ok(value),
        Part::Failed(failure) => Err(failure.clone()),
        Part::SameSnapshot => Err(Failure::new("not_run", "not observed")),
    }
}

/// The worst of the moments: what is known to be wrong before what is not known.
fn worst(judgements: Vec<Judgement>, reason: &str) -> Judgement {
    let rank = |judgement: &Judgement| match judgement.outcome {
        Outcome::Fail => 0,
        Outcome::Error => 1,
        Outcome::Pass | Outcome::Info => 2,
    };
    judgements
        .into_iter()
        .min_by_key(rank)
        .unwrap_or_else(|| Judgement::not_run(reason))
}

/// Judges sessions idle inside a transaction.
pub(in crate::gate) fn idle_in_transaction(channel: &Channel, moments: &Moments<'_>) -> Judgement {
    let judge = |(when, state): &(&str, Option<&ChannelState>)| {
        let Some(state) = state else {
            return Judgement::not_run(when);
        };
        match observed(&state.idle_in_transaction) {
            Err(failure) => Judgement::failure(when, &failure),
            Ok(count) if *count <= channel.idle_in_transaction => Judgement::pass("at_most"),
            Ok(count) => {
                let message = format!(
                    "{count} sessions idle in transaction, {} allowed",
                    channel.idle_in_transaction
                );
                Judgement::fail("idle_in_transaction", at(when, &message))
            }
        }
    };
    worst(moments.iter().map(judge).collect(), "")
}

/// Judges what our role and our sessions may write, and transactions left prepared.
pub(in crate::gate) fn no_write_channel(channel: &Channel, moments: &Moments<'_>) -> Judgement {
    let judge = |(when, state): &(&str, Option<&ChannelState>)| match state {
        None => Judgement::not_run(when),
        Some(state) => at_one_moment(channel, when, state),
    };
    worst(moments.iter().map(judge).collect(), "")
}

fn at_one_moment(channel: &Channel, when: &str, state: &ChannelState) -> Judgement {
    let mut open = Vec::new();
    let mut unknown = None;
    match observed(&state.findings) {
        Err(failure) => unknown = Some(failure),
        Ok(findings) => open.extend(findings.iter().map(|finding| Difference {
            change: Change::Found,
            kind: "channel".to_owned(),
            name: finding.code.clone(),
            detail: format!("{}: {}", finding.what, finding.value),
        })),
    }
    match observed(&state.prepared_transactions) {
        Err(failure) => unknown = unknown.or(Some(failure)),
        Ok(count) if *count <= channel.prepared_transactions => {}
        Ok(count) => open.push(Difference {
            change: Change::Found,
            kind: "channel".to_owned(),
            name: "prepared_transactions".to_owned(),
            detail: format!(
                "{count} transactions stand prepared, {} allowed",
                channel.prepared_transactions
            ),
        }),
    }
    match (open.is_empty(), unknown) {
        (true, None) => Judgement::pass("closed"),
        (true, Some(failure)) => Judgement::failure(when, &failure),
        (false, _) => {
            let mut judgement = Judgement::of_differences(open);
            judgement.reason = "channel_open".to_owned();
            judgement.message = at(when, &judgement.message);
            judgement
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{idle_in_transaction, no_write_channel};
    use crate::gate::definition::Channel;
    use crate::gate::observation::Failure;
    use crate::gate::state::{ChannelState, Finding, Part};
    use crate::gate::verdict::Outcome;

    fn closed() -> ChannelState {
        ChannelState {
            findings: Part::Observed(Vec::new()),
            idle_in_transaction: Part::Observed(0),
            prepared_transactions: Part::Observed(0),
        }
    }

    #[test]
    fn everything_open_is_named_at_its_moment() {
        let (good, mut bad) = (closed(), closed());
        let finding = Finding {
            code: "tables_writable".to_owned(),
            what: "tables the role may write".to_owned(),
            value: "public.apr_approvals".to_owned(),
        };
        bad.findings = Part::Observed(vec![finding]);
        bad.prepared_transactions = Part::Observed(2);
        let judgement = no_write_channel(
            &Channel::default(),
            &[("entry", Some(&good)), ("exit", Some(&bad))],
        );
        assert_eq!(judgement.outcome, Outcome::Fail);
        assert_eq!(judgement.differences.len(), 2);
        assert_eq!(
            judgement.message,
            "at exit: channel prepared_transactions found: 2 transactions stand prepared, 0 allowed, and 1 more"
        );
        let judgement = no_write_channel(
            &Channel::default(),
            &[("entry", Some(&good)), ("exit", Some(&good))],
        );
        assert_eq!(judgement.outcome, Outcome::Pass);
    }

    #[test]
    fn blindness_is_an_error_and_says_what_mends_it() {
        let mut blind = closed();
        blind.idle_in_transaction = Part::Failed(Failure::blind(
            "no state of 3 sessions",
            "GRANT pg_read_all_stats TO ro;",
        ));
        let judgement = idle_in_transaction(&Channel::default(), &[("", Some(&blind))]);
        assert_eq!(
            (judgement.outcome, judgement.mend.as_deref()),
            (Outcome::Error, Some("GRANT pg_read_all_stats TO ro;"))
        );
        let mut open = closed();
        open.idle_in_transaction = Part::Observed(1);
        let judgement = idle_in_transaction(
            &Channel::default(),
            &[("entry", Some(&blind)), ("exit", Some(&open))],
        );
        assert_eq!(
            judgement.message,
            "at exit: 1 sessions idle in transaction, 0 allowed"
        );
        let allowed = Channel {
            idle_in_transaction: 1,
            ..Channel::default()
        };
        assert_eq!(
            idle_in_transaction(&allowed, &[("", Some(&open))]).outcome,
            Outcome::Pass
        );
        assert_eq!(
            idle_in_transaction(&allowed, &[("", None)]).outcome,
            Outcome::Error
        );
        assert_eq!(idle_in_transaction(&allowed, &[]).outcome, Outcome::Error);
    }
}
