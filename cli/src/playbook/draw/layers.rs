//! Placing: within a layer an order with few crossings, then places as near to the neighbours as widths allow.

use super::graph::{Graph, What};

/// Room between nodes of one layer, and between layers.
const GAP: f64 = 26.0;
const LAYER_GAP: f64 = 30.0;
/// Sweeps down and up; more change nothing that one sees.
const SWEEPS: usize = 24;

/// Gives every node its place.
pub(super) fn place(graph: &mut Graph) {
    let deepest = graph.nodes.iter().map(|node| node.rank).max().unwrap_or(0);
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); deepest + 1];
    for (place, node) in graph.nodes.iter().enumerate() {
        layers[node.rank].push(place);
    }
    let beside = neighbours(graph);
    order(graph, &mut layers, &beside);
    across(graph, &layers, &beside);
    down(graph, &layers);
}

/// The nodes above and below each node.
fn neighbours(graph: &Graph) -> Vec<[Vec<usize>; 2]> {
    let mut beside = vec![[Vec::new(), Vec::new()]; graph.nodes.len()];
    for edge in &graph.edges {
        beside[edge.lower][0].push(edge.upper);
        beside[edge.upper][1].push(edge.lower);
    }
    beside
}

fn order(graph: &Graph, layers: &mut Vec<Vec<usize>>, beside: &[[Vec<usize>; 2]]) {
    let mut best = (crossings(graph, layers), layers.clone());
    for sweep in 0..SWEEPS {
        let upwards = sweep % 2 == 1;
        let count = layers.len();
        for step in 1..count {
            let rank = if upwards { count - 1 - step } else { step };
            let mut places = vec![0.0; graph.nodes.len()];
            for layer in layers.iter() {
                for (place, node) in layer.iter().enumerate() {
                    places[*node] = place as f64 / layer.len() as f64;
                }
            }
            let middle = |node: usize| {
                let near = &beside[node][usize::from(upwards)];
                match near.is_empty() {
                    true => places[node],
                    false => near.iter().map(|one| places[*one]).sum::<f64>() / near.len() as f64,
                }
            };
            layers[rank].sort_by(|a, b| middle(*a).total_cmp(&middle(*b)));
        }
        let now = crossings(graph, layers);
        if now < best.0 {
            best = (now, layers.clone());
        }
    }
    *layers = best.1;
}

fn crossings(graph: &Graph, layers: &[Vec<usize>]) -> usize {
    let mut places = vec![0; graph.nodes.len()];
    for layer in layers {
        for (place, node) in layer.iter().enumerate() {
            places[*node] = place;
        }
    }
    let mut count = 0;
    for (n, one) in graph.edges.iter().enumerate() {
        for other in &graph.edges[..n] {
            if graph.nodes[one.upper].rank == graph.nodes[other.upper].rank {
                let upper = places[one.upper].cmp(&places[other.upper]);
                let lower = places[one.lower].cmp(&places[other.lower]);
                count += usize::from(upper.reverse() == lower && upper.is_ne());
            }
        }
    }
    count
}

fn across(graph: &mut Graph, layers: &[Vec<usize>], beside: &[[Vec<usize>; 2]]) {
    for layer in layers {
        let mut x = 0.0;
        for node in layer {
            graph.nodes[*node].x = x + graph.nodes[*node].width / 2.0;
            x += graph.nodes[*node].width + GAP;
        }
    }
    for sweep in 0..SWEEPS * 2 {
        let upwards = sweep % 2 == 1;
        for step in 0..layers.len() {
            let rank = if upwards { layers.len() - 1 - step } else { step };
            near(graph, &layers[rank], beside);
        }
    }
    let left = graph.nodes.iter().map(|node| node.x - node.width / 2.0).fold(f64::MAX, f64::min);
    graph.nodes.iter_mut().for_each(|node| node.x -= left);
}

/// Puts the nodes of a layer as near to the middle of their neighbours as they can be, in their order and with
/// their gaps: least squares, by pooling those that would overlap.
fn near(graph: &mut Graph, layer: &[usize], beside: &[[Vec<usize>; 2]]) {
    let mut offset = 0.0;
    let mut pools: Vec<(f64, f64, usize)> = Vec::new(); // sum of wished places, of weights; how many nodes
    let mut offsets = Vec::new();
    for (place, node) in layer.iter().enumerate() {
        if let Some(before) = place.checked_sub(1) {
            let widths = graph.nodes[layer[before]].width + graph.nodes[*node].width;
            offset += widths / 2.0 + GAP;
        }
        offsets.push(offset);
        let all = || beside[*node].iter().flatten();
        let wished = match all().count() {
            0 => graph.nodes[*node].x,
            count => all().map(|one| graph.nodes[*one].x).sum::<f64>() / count as f64,
        };
        let weight = if matches!(graph.nodes[*node].what, What::Bend) { 3.0 } else { 1.0 };
        pools.push(((wished - offset) * weight, weight, 1));
        while let [.., (a, wa, na), (b, wb, nb)] = pools[..] {
            if a / wa <= b / wb {
                break;
            }
            pools.truncate(pools.len() - 2);
            pools.push((a + b, wa + wb, na + nb));
        }
    }
    let spread = pools.iter().flat_map(|(sum, weight, count)| vec![sum / weight; *count]);
    for ((node, offset), at) in layer.iter().zip(offsets).zip(spread.collect::<Vec<_>>()) {
        graph.nodes[*node].x = at + offset;
    }
}

fn down(graph: &mut Graph, layers: &[Vec<usize>]) {
    let mut y = 0.0;
    for layer in layers {
        let height = layer.iter().map(|node| graph.nodes[*node].height).fold(0.0, f64::max);
        for node in layer {
            let node = &mut graph.nodes[*node];
            // A line passes a layer straight, beside what is high.
            if matches!(node.what, What::Bend) {
                node.height = height;
            }
            node.y = y + (height - node.height) / 2.0;
        }
        y += height + LAYER_GAP;
    }
}
