//! From hand to hand: twenty parcels to Chen, a scanner that two people share, what goes back to the outlet.

use serde_json::{Value, json};

use super::Day;
use super::hands::must;
use super::process::PhoneProcess;
use super::roster::{DayOrder, Who};
use crate::CliError;

/// Parcels that Ann hands to Chen.
const TWENTY: usize = 20;

/// Who shares the outlet's scanner.
const SCANNER: [&str; 2] = ["Dai", "Fang"];

impl Day {
    /// Two people enrol on one scanner, one after the other.
    pub(super) async fn scanner_in_the_morning(&mut self) -> Result<(), CliError> {
        for name in SCANNER {
            let (_, invitation) = self.office.invite(name, &["outlet_clerk"]).await?;
            let mut scanner = PhoneProcess::start_shared(name, &self.scanner)?;
            scanner.tell(json!({"do": "enrol", "invitation": invitation})).await?;
            scanner.tell(json!({"do": "begin_shift", "outlet": "滨河网点"})).await?;
            scanner.tell(json!({"do": "sync"})).await?;
            scanner.close().await?;
        }
        self.teller.step(
            "小戴和小方共用网点的一把扫描枪,先后登记,各有各的加密存储",
            "Dai and Fang share the outlet's scanner; each enrols and gets a sealed store of \
             their own",
        );
        Ok(())
    }

    /// Both stores of the scanner, emptied and certified.
    pub(super) async fn scanner_goes_home(&mut self) -> Result<[PhoneProcess; 2], CliError> {
        let [mut dai, mut fang] = [
            PhoneProcess::start_shared(SCANNER[0], &self.scanner)?,
            PhoneProcess::start_shared(SCANNER[1], &self.scanner)?,
        ];
        for scanner in [&mut dai, &mut fang] {
            scanner.close_shift().await?;
        }
        self.teller.step(
            "扫描枪上两个人的数据也都传完:小戴、小方各拿到一张\u{201c}本机无遗留\u{201d}",
            "the scanner too: Dai and Fang each get their \u{201c}nothing left on this \
             phone\u{201d}",
        );
        Ok([dai, fang])
    }

    /// Twenty parcels change hands in a car park, both phones without signal.
    pub(super) async fn twenty_to_chen(&mut self) -> Result<(), CliError> {
        let parcels = self.roster.take_some(Who::Ann, TWENTY, DayOrder::is_plain)?;
        let chen = self.person(Who::Chen).to_owned();
        let ids: Vec<&str> = parcels.iter().map(|order| order.id.as_str()).collect();
        let given = self.ann.tell(json!({"do": "hand_over", "orders": ids, "to": chen})).await?;
        all_done(&given, TWENTY)?;
        let ann = self.person(Who::Ann).to_owned();
        let codes: Vec<&str> = parcels.iter().map(|order| order.code.as_str()).collect();
        let got = self.chen.tell(json!({"do": "receive", "codes": codes, "from": ann})).await?;
        all_done(&got, TWENTY)?;
        self.handed = parcels;
        self.teller.step(
            &format!("小安忙不过来,停车场里交给小陈 {TWENTY} 件:一个点交,一个扫码收,都没信号"),
            &format!(
                "Ann hands {TWENTY} parcels to Chen in a car park: given on one phone, \
             received on the other, no signal"
            ),
        );
        Ok(())
    }

    /// The outlet's scanner goes from hand to hand: each person has a sealed store on it.
    pub(super) async fn shared_scanner(&mut self) -> Result<(), CliError> {
        let ann = self.person(Who::Ann).to_owned();
        let back = self.returned.clone();
        let (first, second) = back.split_at(back.len() / 2);
        for (name, parcels) in [(SCANNER[0], first), (SCANNER[1], second)] {
            let mut scanner = PhoneProcess::start_shared(name, &self.scanner)?;
            let codes: Vec<&str> = parcels.iter().map(|order| order.code.as_str()).collect();
            let got = scanner.tell(json!({"do": "receive", "codes": codes, "from": ann})).await?;
            all_done(&got, parcels.len())?;
            scanner.close().await?;
        }
        self.teller.step(
            &format!(
                "网点一把枪两个人轮着用:小戴收 {} 件退件,小方收 {} 件,各记各的,互相看不见",
                first.len(),
                second.len()
            ),
            &format!(
                "one scanner, two people in turn: Dai takes in {} parcels, Fang {}; each has a \
                 sealed store of their own",
                first.len(),
                second.len()
            ),
        );
        Ok(())
    }

    /// A storm: what is left goes back to the outlet, Ann's parcels and what is in the cold van.
    pub(super) async fn storm(&mut self) -> Result<(), CliError> {
        let anns = |one: &DayOrder| !one.is_stopped() && one.service() != "改派";
        let rest = self.roster.take_rest(Who::Ann, anns);
        let mut back = std::mem::take(&mut self.roster.on_the_van);
        back.extend(rest.iter().map(|order| order.id.clone()));
        self.ann.stop_for_the_storm(&rest).await?;
        self.ann.bring_back(&back).await?;
        let cold = self.roster.take_rest(Who::Chen, |one| one.kind() == "生鲜冷链");
        let chilled: Vec<String> = cold.iter().map(|order| order.id.clone()).collect();
        self.chen.stop_for_the_storm(&cold).await?;
        self.chen.bring_back(&chilled).await?;
        let (stopped, back, cold) = (rest.len(), back.len(), cold.len());
        self.teller.step(
            &format!("暴雨橙色预警,14 点停派:小安 {stopped} 件一次记原因,连同没送成的共 {back} 件带回网点;小陈 {cold} 件回冷库"),
            &format!("orange storm warning, delivery stops: {stopped} of Ann's get their \
             reason in one act, {back} go back to the outlet; {cold} of Chen's to the cold \
             store"),
        );
        self.returned = rest;
        Ok(())
    }
}

impl PhoneProcess {
    async fn stop_for_the_storm(&mut self, orders: &[DayOrder]) -> Result<(), CliError> {
        let part = |order: &DayOrder| json!({"order": order.id, "step": "fail", "reason": "storm"});
        let parts: Vec<Value> = orders.iter().map(part).collect();
        let told = self.tell(json!({"do": "together", "orders": parts})).await?;
        let failed = told["done"].as_array().map_or(0, Vec::len);
        must(failed == orders.len(), || format!("{failed} attempts: {}", told["left_out"]))
    }

    async fn bring_back(&mut self, ids: &[String]) -> Result<(), CliError> {
        let back = self.tell(json!({"do": "bring_back", "orders": ids})).await?;
        all_done(&back, ids.len())
    }
}

/// Every row of an act over many was done.
fn all_done(told: &Value, want: usize) -> Result<(), CliError> {
    let rows = told.as_array().map(Vec::as_slice).unwrap_or_default();
    let done = rows.iter().filter(|row| row["done"].is_object()).count();
    must(done == want, || format!("{done} of {want} were done: {told}"))
}
