//! A program that measures its subjects when it is told to, one line for one measurement.
//!
//! Its first line is `ready` with a description. Each line that it reads names a subject and a number of milliseconds.
//! The answer is `times` with the nanoseconds of each run, or `failed` with the reason, after which the program ends.
//! It also ends with its input.

use std::cell::Cell;
use std::io::{BufRead, Error, Write};
use std::time::{Duration, Instant};

/// A run that takes this long warms itself up: it counts from the second request on.
const LONG: Duration = Duration::from_secs(1);

/// A computation that can be repeated.
pub struct Subject<'a> {
    name: &'static str,
    parts: u32,
    run: Box<dyn Fn() -> Run + 'a>,
    warm: Cell<bool>,
}

struct Run {
    time: Duration,
    right: bool,
}

/// A subject that consists of `parts` equal parts; its times are those of one part. The check of a result is not timed.
pub fn subject<'a, T>(
    name: &'static str,
    parts: usize,
    run: impl Fn() -> T + 'a,
    right: impl Fn(&T) -> bool + 'a,
) -> Subject<'a> {
    Subject {
        name,
        parts: u32::try_from(parts).expect("parts are few"),
        run: Box::new(move || {
            let start = Instant::now();
            let result = run();
            Run {
                time: start.elapsed(),
                right: right(&result),
            }
        }),
        warm: Cell::new(false),
    }
}

impl Subject<'_> {
    /// The times of one part, after a run that is not counted, until all runs have taken as long as asked for.
    fn measure(&self, least: Duration) -> Result<Vec<Duration>, String> {
        let first = self.once()?;
        if self.warm.replace(true) && first >= LONG {
            return Ok(vec![first / self.parts]);
        }
        let mut total = first;
        let mut times = Vec::new();
        while times.is_empty() || total < least {
            let time = self.once()?;
            total += time;
            times.push(time / self.parts);
        }
        Ok(times)
    }

    fn once(&self) -> Result<Duration, String> {
        let run = (self.run)();
        if run.right {
            Ok(run.time)
        } else {
            Err(format!("{} gave a wrong result", self.name))
        }
    }
}

/// Measures what each line of the input asks for.
pub fn serve(
    description: &str,
    subjects: &[Subject],
    input: impl BufRead,
    mut output: impl Write,
) -> Result<(), Error> {
    writeln!(output, "ready {description}")?;
    output.flush()?;
    for line in input.lines() {
        match answer(&line?, subjects) {
            Ok(times) => {
                write!(output, "times")?;
                for time in times {
                    write!(output, " {}", time.as_nanos())?;
                }
                writeln!(output)?;
                output.flush()?;
            }
            Err(reason) => {
                writeln!(output, "failed {reason}")?;
                output.flush()?;
                return Err(Error::other(reason));
            }
        }
    }
    Ok(())
}

fn answer(line: &str, subjects: &[Subject]) -> Result<Vec<Duration>, String> {
    let (name, milliseconds) = line.split_once(' ').ok_or("a request is a subject and milliseconds")?;
    let least = milliseconds
        .parse()
        .map_err(|_| format!("{milliseconds} is no number of milliseconds"))?;
    subjects
        .iter()
        .find(|subject| subject.name == name)
        .ok_or_else(|| format!("there is no subject {name}"))?
        .measure(Duration::from_millis(least))
}

#[cfg(test)]
mod tests {
    use super::{serve, subject, Subject};

    fn served(subjects: &[Subject], input: &str) -> (bool, String) {
        let mut output = Vec::new();
        let served = serve("a test", subjects, input.as_bytes(), &mut output);
        (served.is_ok(), String::from_utf8(output).unwrap())
    }

    #[test]
    fn one_run_at_least_is_timed_after_the_warm_up() {
        let runs = std::cell::Cell::new(0);
        let subjects = [subject("two", 2, || runs.set(runs.get() + 1), |_| true)];
        let (served, output) = served(&subjects, "two 0\n");
        assert!(served);
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(lines[0], "ready a test");
        assert_eq!(lines[1].split(' ').count(), 2);
        assert_eq!(runs.get(), 2);
    }

    #[test]
    fn a_wrong_result_ends_the_program() {
        let subjects = [subject("five", 1, || 5, |result| *result == 6)];
        let (served, output) = served(&subjects, "five 0\nfive 0\n");
        assert!(!served);
        assert_eq!(output, "ready a test\nfailed five gave a wrong result\n");
    }

    #[test]
    fn malformed_requests_are_refused() {
        for (request, reason) in [
            ("five", "a request is a subject and milliseconds"),
            ("five x", "x is no number of milliseconds"),
            ("six 1", "there is no subject six"),
        ] {
            let (served, output) = served(&[subject("five", 1, || 5, |_| true)], request);
            assert!(!served);
            assert_eq!(output, format!("ready a test\nfailed {reason}\n"));
        }
    }
}
