//! Clocks of the benches: medians of wall time, and processor time of the whole process.

use std::time::Instant;

use super::Measured;

/// Milliseconds that `work` takes, and what it gave.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = Instant::now();
    let value = work();
    (begun.elapsed().as_secs_f64() * 1000.0, value)
}

/// Medians in milliseconds of two or more works, run in turn so that what disturbs the machine disturbs
/// all of them; the first tenth of the rounds warms up and is not counted.
pub(crate) fn medians<const N: usize>(
    rounds: usize,
    mut works: [&mut dyn FnMut() -> Measured<()>; N],
) -> Measured<[f64; N]> {
    let mut times: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
    let warming = rounds.div_ceil(10);
    for round in 0..warming + rounds {
        for (work, times) in works.iter_mut().zip(&mut times) {
            let (ms, done) = timed(work);
            done?;
            if round >= warming {
                times.push(ms);
            }
        }
    }
    Ok(times.map(median))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What processor time `work` took, in milliseconds, over all threads of this process and of
/// those that it started; wall time where the
/// system does not tell. Ticks are 10 ms.
pub(crate) fn cpu_timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let before = cpu_ms();
    let (wall_ms, value) = timed(work);
    match (before, cpu_ms()) {
        (Some(before), Some(after)) => (after - before, value),
        _ => (wall_ms, value),
    }
}

/// User and system time of this process and of those that it started and that still run.
fn cpu_ms() -> Option<f64> {
    let started = std::fs::read_dir("/proc/self/task").ok()?.flatten();
    let started =
        started.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    let started: Vec<String> = started.collect();
    let started = started.iter().flat_map(|all| all.split_whitespace());
    let theirs: f64 = started.filter_map(cpu_ms_of).sum();
    Some(cpu_ms_of("self")? + theirs)
}

/// User and system time of one process, from `/proc`; Linux counts it there in hundredths of a second.
fn cpu_ms_of(process: &str) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program stands in brackets and may hold anything.
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_odd_times_is_the_median_and_nothing_has_none() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn rounds_that_warm_up_run_and_do_not_count() {
        let mut runs = 0;
        let mut work = || {
            runs += 1;
            Ok(())
        };
        medians(20, [&mut work]).expect("nothing fails");
        assert_eq!(runs, 22);
    }
}
