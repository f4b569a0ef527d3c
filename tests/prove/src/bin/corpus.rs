//! Writes the real inputs of every fuzz target into folders, for `fuzz/`: `proved-corpus FOLDER`.

use counterfoil_prove::fuzz::targets;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "corpus".to_owned());
    for target in targets() {
        let own = std::path::Path::new(&folder).join(target.name);
        std::fs::create_dir_all(&own)?;
        for (number, input) in (target.corpus)().iter().enumerate() {
            std::fs::write(own.join(format!("real-{number}")), input)?;
        }
    }
    Ok(())
}
