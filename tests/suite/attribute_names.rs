//! Law 6: what an attribute is called never matters, neither in conditions nor in updates.

use dynamo::{Attribute, ErrorKind, Item};

use crate::backend::table;

macro_rules! odd_names {
    ($($field:ident = $name:expr),* $(,)?) => {
        #[derive(Item, Debug, Clone, PartialEq, Default)]
        #[dynamo(table = "odd", partition_key(id))]
        struct Odd {
            id: String,
            $(#[dynamo(rename = $name)] $field: Option<u32>,)*
            nested: Nested,
        }

        #[derive(Attribute, Debug, Clone, PartialEq, Default)]
        struct Nested {
            $(#[dynamo(rename = $name)] $field: Option<u32>,)*
        }

        #[tokio::test]
        async fn every_name_in_every_clause() {
            let odds = table::<Odd>().await;
            odds.put(&Odd { id: "1".into(), ..Odd::default() }).await.unwrap();
            let mut count = 0;
            $(
                count += 1;
                assert_eq!(Odd::FIELDS.$field.name(), $name);
                let update = || odds.update(Odd::key("1"));
                let after = update()
                    .set(|odd| odd.$field, count)
                    .increment(|odd| odd.nested.at(|nested| nested.$field), count)
                    .when(|odd| odd.$field.not_exists() & odd.nested.at(|nested| nested.$field).eq(None::<u32>))
                    .return_new()
                    .await
                    .unwrap();
                assert_eq!((after.$field, after.nested.$field), (Some(count), Some(count)), "{}", $name);
                let swap = update()
                    .remove(|odd| odd.$field)
                    .set_if_not_exists(|odd| odd.nested.at(|nested| nested.$field), 0)
                    .when(|odd| odd.$field.in_list([count]) & odd.$field.le(odd.nested.at(|nested| nested.$field)));
                assert_eq!(swap.return_new().await.unwrap().$field, None, "{}", $name);
                let put = odds.put(&after).when(|odd| odd.$field.eq(None::<u32>) & odd.nested.at(|nested| nested.$field).gt(0));
                put.await.unwrap();
                let delete = odds.delete(Odd::key("1")).when(|odd| odd.$field.lt(count));
                assert_eq!(delete.await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed, "{}", $name);
            )*
            // All of them in one request.
            let update = odds.update(Odd::key("1"))$(.set(|odd| odd.$field, 7))*;
            let after = update.when(|odd| odd.id.exists() $(& odd.$field.exists())*).return_new().await.unwrap();
            assert_eq!([$(after.$field),*], [Some(7); 21]);
            assert_eq!(count, 21);
        }
    };
}

odd_names! {
    reserved = "name",
    another = "SIZE",
    function = "attribute_exists",
    keyword = "AND",
    between = "between",
    dotted = "a.b",
    indexed = "a[0]",
    spaced = "two words",
    blank = " ",
    quoted = "it's \"so\"",
    hash = "#n0",
    only_hash = "#",
    colon = ":v0",
    placeholder = "n0",
    digit = "0",
    minus = "-1",
    unicode = "größe",
    emoji = "\u{1F600}",
    control = "a\tb\n",
    parenthesis = "(",
    long = "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé\
             éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééx.y",
}
