//! Routes against the best that is known: each vehicle's tour of published solutions (Gehring and Homberger, with hard
//! windows) is given to the search as a question of its own, in a shuffled order.
//!
//! The instances stand beside the project (`shared/data/routes/vrptw`); without them the test says so and ends.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use counterfoil_domain::route::{Pins, Problem, RouteStop, Travel, Window};

/// Instances that are looked at: clustered, random and mixed ones, with narrow and with wide windows.
const INSTANCES: [&str; 6] = ["C1_10_1", "C2_10_1", "R1_10_1", "R2_10_1", "RC1_10_5", "RC2_10_5"];
/// Tours of one instance.
const TOURS: usize = 6;
/// Most customers of one tour.
const CUSTOMERS_MAX: usize = 60;

fn archive() -> Option<PathBuf> {
    let beside = |up: &str| {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(up);
        root.join("shared/data/routes/vrptw/vrptw.tar.gz")
    };
    ["../../..", "../../../.."].into_iter().map(beside).find(|path| path.exists())
}

fn unpacked(archive: &PathBuf, name: &str) -> String {
    let made = Command::new("tar").arg("-xzOf").arg(archive).arg(format!("VRPTW/{name}")).output();
    String::from_utf8(made.expect("tar runs").stdout).expect("text")
}

struct Instance {
    /// Place, opening and closing by customer; the depot is 1.
    nodes: BTreeMap<usize, (f64, f64, i64, i64)>,
    service: i64,
    tours: Vec<Vec<usize>>,
}

fn read(archive: &PathBuf, name: &str) -> Instance {
    let text = unpacked(archive, &format!("{name}.vrp"));
    let (mut section, mut service) = ("", 0);
    let (mut places, mut windows) = (BTreeMap::new(), BTreeMap::new());
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["SERVICE_TIME", ":", time] => service = time.parse().expect("a time"),
            [one] if one.ends_with("_SECTION") => section = one,
            [node, x, y] if section == "NODE_COORD_SECTION" => {
                let at: (f64, f64) = (x.parse().expect("x"), y.parse().expect("y"));
                places.insert(node.parse::<usize>().expect("a node"), at);
            }
            [node, from, to] if section == "TIME_WINDOW_SECTION" => {
                let window: (i64, i64) = (from.parse().expect("from"), to.parse().expect("to"));
                windows.insert(node.parse::<usize>().expect("a node"), window);
            }
            _ => {}
        }
    }
    let joined =
        places.into_iter().map(|(node, (x, y))| (node, (x, y, windows[&node].0, windows[&node].1)));
    let solution = unpacked(archive, &format!("{name}.sol"));
    let tours = solution.lines().filter_map(|line| line.strip_prefix("Route #")?.split_once(':'));
    let tours = tours.map(|(_, stops)| {
        stops.split_whitespace().map(|one| one.parse::<usize>().expect("a customer") + 1).collect()
    });
    Instance { nodes: joined.collect(), service, tours: tours.collect() }
}

/// Tenths, as the published solutions reckon: a way is cut to one decimal.
fn problem(instance: &Instance, tour: &[usize]) -> Problem {
    let rows: Vec<usize> = [1].into_iter().chain(tour.iter().copied()).chain([1]).collect();
    let way = |a: usize, b: usize| {
        let (one, other) = (instance.nodes[&a], instance.nodes[&b]);
        ((one.0 - other.0).hypot(one.1 - other.1) * 10.0) as u32
    };
    let seconds: Vec<u32> = rows.iter().flat_map(|a| rows.iter().map(|b| way(*a, *b))).collect();
    let stop = |node: &usize| {
        let (_, _, from, to) = instance.nodes[node];
        let window = Window { from_s: Some(from * 10), to_s: Some(to * 10), is_hard: true };
        RouteStop {
            window: Some(window),
            service_s: instance.service as u32 * 10,
            priority: 0,
            is_unlocated: false,
        }
    };
    Problem {
        start_s: instance.nodes[&1].2 * 10,
        stops: tour.iter().map(stop).collect(),
        travel: Travel { metres: seconds.clone(), seconds },
        breaks: Vec::new(),
        pins: Pins::default(),
        seed: 1,
        steps: Some(3_000_000),
    }
}

#[test]
fn tours_of_published_solutions_are_found_again() {
    let Some(archive) = archive() else {
        println!("skipped: the published instances are not beside the project");
        return;
    };
    let (mut ratios, mut equal, mut stops) = (Vec::new(), 0, 0);
    for name in INSTANCES {
        let instance = read(&archive, name);
        let mut of_instance = Vec::new();
        let some = instance.tours.iter().filter(|tour| tour.len() <= CUSTOMERS_MAX).take(TOURS);
        for tour in some {
            let problem = problem(&instance, tour);
            let known: Vec<usize> = (0..tour.len()).collect();
            let known = problem.timetable(&known).expect("a timetable");
            assert_eq!(known.cost.breach_s, 0, "{name}: the published tour keeps its windows");
            let mut shuffled: Vec<usize> = (0..tour.len()).collect();
            shuffled.sort_by_key(|at| (at * 7_919) % 101);
            let found = problem.search(&shuffled).expect("a route");
            assert_eq!(found.cost.breach_s, 0, "{name}: so does the search, {} stops", tour.len());
            let ratio = found.way_s as f64 / known.way_s as f64;
            equal += usize::from(found.way_s <= known.way_s);
            stops += tour.len();
            of_instance.push(ratio);
        }
        let mean = of_instance.iter().sum::<f64>() / of_instance.len() as f64;
        println!("{name}: {} tours, way {mean:.4} of the published one", of_instance.len());
        ratios.extend(of_instance);
    }
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    let worst = ratios.iter().copied().fold(0.0, f64::max);
    println!(
        "{} tours, {stops} stops: mean {mean:.4}, worst {worst:.4}, as short or shorter: {equal}",
        ratios.len()
    );
    assert!(mean < 1.03 && worst < 1.15, "mean {mean}, worst {worst}");
}
