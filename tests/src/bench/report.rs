//! The report of an order with six photographs, made on a phone without signal: its bytes and its time.

use counterfoil_client::captures::PhotoSource;
use counterfoil_client::report::{Report, ReportAsk};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_server::office::ImportQuery;

use super::photo::camera_jpeg;
use super::table::{Row, ms};
use super::{Measured, project, timing};
use crate::harness::{Person, World};

/// Photographs of nine megapixels in the report.
const PHOTOS: usize = 6;
/// Reports that are made.
const ROUNDS: usize = 10;
/// Bytes that the file may have.
const BYTES_MAX: usize = 1_000_000;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (world, ann) = runtime.block_on(ready())?;
    let order = *ann.list().first().ok_or("the phone has no order")?;
    let originals = photographed(&world, &ann, order)?;
    let ask = ReportAsk {
        language: Lang::Zh,
        utc_offset_minutes: 480,
        fonts: vec![project().join("bindings/fonts/NotoSansCJKsc-Report.otf")],
    };
    let Report { pdf, photos_left_out, .. } = ann.phone().orders().report(order, &ask)?;
    if photos_left_out > 0 {
        return Err(format!("{photos_left_out} photographs were left out").into());
    }
    let mut make = || Ok(ann.phone().orders().report(order, &ask).map(drop)?);
    let [making] = timing::medians(ROUNDS, [&mut make])?;
    let what = format!("report of an order with {PHOTOS} photos of 9 MP and a signature, as PDF");
    let limit = format!("{:.1} MB of originals", originals as f64 / 1e6);
    Ok(vec![
        Row::new(what, format!("{:.0} kB", pdf.len() as f64 / 1e3), limit)
            .ratio(pdf.len() as f64, originals as f64)
            .target("≤ 1 MB", pdf.len() <= BYTES_MAX),
        Row::new("the same made, on one thread, from sealed photos", ms(making), "–"),
    ])
}

async fn ready() -> Measured<(World, Person)> {
    let world = World::start().await;
    let ann = world.phone("Ann", &["courier"]).await;
    let table = "派给,类型,运单号,标题,片区,收件人,电话,地址\n\
                 Ann,快递,SF1234567890123,一箱苹果,云栖花园,王女士,19900006017,\
                 望湖路188号云栖花园3幢2单元1102室\n";
    let query = ImportQuery::default();
    let made = world.server().import_orders(&query, table.as_bytes().to_vec()).await;
    made.map_err(|problem| problem.to_json().to_string())?;
    ann.sync().await;
    Ok((world, ann))
}

/// Six photographs and a signature; gives the bytes of the originals.
fn photographed(world: &World, ann: &Person, order: SubjectId) -> Measured<usize> {
    let names = ["Landscape_1.jpg", "Landscape_6.jpg", "Portrait_3.jpg", "Portrait_8.jpg"];
    let mut bytes = 0;
    for number in 0..PHOTOS {
        let jpeg = camera_jpeg(names[number % names.len()], 100 + number as u64)?;
        bytes += jpeg.len();
        let path = world.path(&format!("camera-{number}.jpg"));
        std::fs::write(&path, jpeg)?;
        ann.takes_in(order, &PhotoSource { path, preview: None, role: "door".to_owned() });
    }
    ann.lets_sign(&[order], "recipient");
    Ok(bytes)
}
