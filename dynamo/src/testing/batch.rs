//! Batches of which a part is left undone.

use serde_json::{Map, Value, json};

use super::fault::Withhold;
use super::random::Draws;

/// A batch, taken apart.
#[derive(Debug)]
pub(super) struct Split {
    /// The request that is left for the backend; `None` when nothing is.
    pub(super) rest: Option<Vec<u8>>,
    /// What the answer has to give back.
    pub(super) withheld: Withheld,
}

/// The part of a batch that is left undone, in the shape of `UnprocessedItems` or `UnprocessedKeys`.
#[derive(Debug)]
pub(super) struct Withheld {
    field: &'static str,
    tables: Map<String, Value>,
}

/// Takes the withheld requests out of a batch; `None` when `body` is not a batch.
pub(super) fn split(operation: &str, body: &[u8], withhold: Withhold, draws: Draws) -> Option<Split> {
    let field = match operation {
        "BatchWriteItem" => "UnprocessedItems",
        "BatchGetItem" => "UnprocessedKeys",
        _ => return None,
    };
    let mut request: Value = serde_json::from_slice(body).ok()?;
    let tables = request.get_mut("RequestItems")?.as_object_mut()?;

    let mut names: Vec<String> = tables.keys().cloned().collect();
    names.sort();
    let total = tables.values_mut().filter_map(requests).map(|requests| requests.len()).sum();
    let mut choices = withhold.choose(total, draws).into_iter();

    let mut left_undone = Map::new();
    for name in names {
        let table = tables.get_mut(&name)?;
        let (held, kept): (Vec<Value>, Vec<Value>) =
            std::mem::take(requests(table)?).into_iter().partition(|_| choices.next().unwrap_or(false));
        if !held.is_empty() {
            // A clone for what stands beside the keys of a table: its projection, its consistency.
            let mut part = table.clone();
            *requests(&mut part)? = held;
            left_undone.insert(name.clone(), part);
        }
        if kept.is_empty() {
            tables.remove(&name);
        } else {
            *requests(table)? = kept;
        }
    }
    let rest = if tables.is_empty() { None } else { Some(request.to_string().into_bytes()) };
    Some(Split { rest, withheld: Withheld { field, tables: left_undone } })
}

impl Withheld {
    /// The answer to a batch of which nothing was done.
    pub(super) fn into_response(self) -> String {
        let mut response = json!({ self.field: self.tables });
        if self.field == "UnprocessedKeys" {
            response["Responses"] = json!({});
        }
        response.to_string()
    }

    /// The backend's answer, with the withheld requests added to what the backend itself left undone.
    pub(super) fn add_to(self, answer: &[u8]) -> Option<Vec<u8>> {
        let mut answer: Value = serde_json::from_slice(answer).ok()?;
        let unprocessed = answer.as_object_mut()?.entry(self.field).or_insert_with(|| json!({})).as_object_mut()?;
        for (name, mut part) in self.tables {
            match unprocessed.get_mut(&name) {
                Some(present) => requests(present)?.append(requests(&mut part)?),
                None => {
                    unprocessed.insert(name, part);
                }
            }
        }
        Some(answer.to_string().into_bytes())
    }
}

/// The requests for one table: the list itself in a batch write, its `Keys` in a batch get.
fn requests(table: &mut Value) -> Option<&mut Vec<Value>> {
    match table {
        Value::Array(writes) => Some(writes),
        Value::Object(gets) => gets.get_mut("Keys")?.as_array_mut(),
        _ => None,
    }
}

impl Withhold {
    /// For each position of a batch, whether it is left undone.
    fn choose(self, total: usize, draws: Draws) -> Vec<bool> {
        let mut choices: Vec<bool> = (0..total)
            .map(|position| match self {
                Self::All => true,
                Self::First(count) => position < count,
                Self::Last(count) => total - position <= count,
                Self::EveryOther => position % 2 == 0,
                // The first draw has decided whether there is a fault.
                Self::Random => draws.unit(position + 1) < 0.5,
            })
            .collect();
        if self == Self::Random
            && !choices.contains(&true)
            && let Some(first) = choices.first_mut()
        {
            *first = true;
        }
        choices
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: fn(usize) -> Draws = |number| Draws::of_request(1, number);

    fn kept_and_held(operation: &str, body: &Value, withhold: Withhold) -> (Option<Value>, Value) {
        let Split { rest, withheld } = split(operation, body.to_string().as_bytes(), withhold, DRAWS(0)).unwrap();
        (rest.map(|rest| serde_json::from_slice(&rest).unwrap()), Value::Object(withheld.tables))
    }

    #[test]
    fn positions_run_over_the_tables_by_name() {
        let batch = json!({ "RequestItems": { "b": [3, 4], "a": [1, 2] } });
        let (rest, held) = kept_and_held("BatchWriteItem", &batch, Withhold::First(3));
        assert_eq!(rest, Some(json!({ "RequestItems": { "b": [4] } })));
        assert_eq!(held, json!({ "a": [1, 2], "b": [3] }));

        let (rest, held) = kept_and_held("BatchWriteItem", &batch, Withhold::Last(1));
        assert_eq!(rest, Some(json!({ "RequestItems": { "a": [1, 2], "b": [3] } })));
        assert_eq!(held, json!({ "b": [4] }));

        let (rest, held) = kept_and_held("BatchWriteItem", &batch, Withhold::EveryOther);
        assert_eq!(rest, Some(json!({ "RequestItems": { "a": [2], "b": [4] } })));
        assert_eq!(held, json!({ "a": [1], "b": [3] }));
    }

    #[test]
    fn unprocessed_keys_keep_what_stands_beside_them() {
        let batch = json!({
            "RequestItems": { "a": { "Keys": [1, 2], "ConsistentRead": true } },
            "ReturnConsumedCapacity": "TOTAL",
        });
        let (rest, held) = kept_and_held("BatchGetItem", &batch, Withhold::Last(1));
        assert_eq!(held, json!({ "a": { "Keys": [2], "ConsistentRead": true } }));
        let rest = rest.unwrap();
        assert_eq!(rest["RequestItems"], json!({ "a": { "Keys": [1], "ConsistentRead": true } }));
        assert_eq!(rest["ReturnConsumedCapacity"], "TOTAL");
    }

    #[test]
    fn nothing_and_everything() {
        let batch = json!({ "RequestItems": { "a": [1, 2] } });
        let (rest, held) = kept_and_held("BatchWriteItem", &batch, Withhold::First(0));
        assert_eq!((rest, held), (Some(batch.clone()), json!({})));
        for all in [Withhold::All, Withhold::First(9), Withhold::Last(9)] {
            assert_eq!(kept_and_held("BatchWriteItem", &batch, all), (None, json!({ "a": [1, 2] })));
        }
    }

    #[test]
    fn a_random_choice_repeats_and_is_never_empty() {
        for number in 0..100 {
            let choice = Withhold::Random.choose(3, DRAWS(number));
            assert_eq!(choice, Withhold::Random.choose(3, DRAWS(number)));
            assert!(choice.contains(&true));
        }
        assert_ne!(Withhold::Random.choose(25, DRAWS(0)), Withhold::Random.choose(25, DRAWS(1)));
        assert!(Withhold::Random.choose(0, DRAWS(0)).is_empty());
    }

    #[test]
    fn what_the_backend_left_undone_stays() {
        let withheld =
            |tables: Value| Withheld { field: "UnprocessedKeys", tables: tables.as_object().unwrap().clone() };
        let answer = json!({ "Responses": {}, "UnprocessedKeys": { "a": { "Keys": [1] } } }).to_string();
        let merged = withheld(json!({ "a": { "Keys": [2] }, "b": { "Keys": [3] } })).add_to(answer.as_bytes()).unwrap();
        let merged: Value = serde_json::from_slice(&merged).unwrap();
        assert_eq!(merged["UnprocessedKeys"], json!({ "a": { "Keys": [1, 2] }, "b": { "Keys": [3] } }));

        assert!(withheld(json!({})).add_to(b"not JSON").is_none());
    }

    #[test]
    fn what_is_no_batch_is_left_alone() {
        for body in ["", "7", "{}", r#"{"RequestItems": 7}"#, r#"{"RequestItems": {"a": 7}}"#] {
            assert!(split("BatchWriteItem", body.as_bytes(), Withhold::All, DRAWS(0)).is_none(), "{body}");
        }
        assert!(split("PutItem", br#"{"RequestItems": {}}"#, Withhold::All, DRAWS(0)).is_none());
    }
}
