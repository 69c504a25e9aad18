use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    field::Field,
    path::{AttributePath, Path, PathData, Segment},
};
use crate::{
    codec::Selectable,
    error::{AttributeMap, DecodeError, EncodeError},
};

/// What can be selected of an item of type `T`: a field, a place inside one, or a tuple of up to twelve of these.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(customer), sort_key(id))]
/// struct Order {
///     customer: String,
///     id: String,
///     total: u64,
///     notes: Vec<String>,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let orders = Dynamo::embedded().table::<Order>();
/// # orders.create_table().await?;
/// # orders.put(&Order { customer: "C1".into(), id: "1".into(), total: 7, notes: vec!["a".into()] }).await?;
/// let totals: Vec<u64> = orders.query("C1").select(|o| o.total).collect().await?;
/// let slim: Vec<(String, Option<String>)> =
///     orders.query("C1").select(|o| (o.id, o.notes.index(0).optional())).collect().await?;
/// # assert_eq!((totals, slim), (vec![7], vec![("1".to_owned(), Some("a".to_owned()))]));
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{T}`",
    label = "not a field of `{T}`, nor a tuple of fields",
    note = "select one field, or a tuple of up to twelve: .select(|item| (item.a, item.b))"
)]
pub trait Selection<T> {
    /// What the selection gives for an item.
    type Output: Send + 'static;

    /// For the library: the paths, and the old names of each.
    #[doc(hidden)]
    fn paths(&self, paths: &mut Vec<SelectedPath>);

    /// For the library: the values, of which the first is at this position among the paths.
    #[doc(hidden)]
    fn read(&self, item: &SelectedItem<'_>, position: usize) -> Result<Self::Output, DecodeError>;
}

/// A path that is selected.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct SelectedPath {
    path: Place,
    /// Where the attribute may be under its old names.
    aliases: Vec<Place>,
}

/// A place in an item, and how far down it is asked for.
#[derive(Debug, Clone)]
struct Place {
    path: PathData,
    /// How many segments of the path are asked for: what comes back has the rest inside.
    fetched: usize,
}

impl Place {
    fn new(path: PathData) -> Self {
        Self { fetched: path.0.len(), path }
    }

    fn fetched(&self) -> PathData {
        PathData(self.path.0[..self.fetched].to_vec())
    }
}

impl SelectedPath {
    /// The path of a field.
    #[doc(hidden)]
    pub fn of<T, P: AttributePath<T>>(path: P) -> Self {
        let aliases = path.fallback().aliases;
        let path = path.into_path();
        let aliases = aliases.iter().map(|alias| Place::new(path.renamed(alias))).collect();
        Self { path: Place::new(path), aliases }
    }

    /// The attribute that the path begins with.
    pub(crate) fn root(&self) -> &str {
        self.path.path.root()
    }

    /// Whether it leads into a list: what it finds depends on what was asked for.
    pub(crate) fn is_of_an_element(&self) -> bool {
        self.places().any(|place| place.path.0.iter().any(|segment| matches!(segment, Segment::Index(_))))
    }

    /// Sees to it that the elements of a list that come back can be told apart: DynamoDB closes the gaps between those that
    /// are selected, and leaves out those without the place that is asked for. So of several elements each is asked for
    /// whole: it is there if the list has it.
    pub(crate) fn settle(paths: &mut [Self]) {
        let all: Vec<PathData> = paths.iter().flat_map(Self::places).map(|place| place.path.clone()).collect();
        let has_siblings = |path: &PathData, depth: usize| {
            all.iter().any(|other| {
                other.0.len() > depth
                    && other.0[..depth] == path.0[..depth]
                    && matches!(other.0[depth], Segment::Index(_))
                    && other.0[depth] != path.0[depth]
            })
        };
        for selected in paths {
            for place in std::iter::once(&mut selected.path).chain(&mut selected.aliases) {
                let cut = (0..place.path.0.len()).find(|depth| {
                    matches!(place.path.0[*depth], Segment::Index(_)) && has_siblings(&place.path, *depth)
                });
                if let Some(depth) = cut {
                    place.fetched = depth + 1;
                }
            }
        }
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.path).chain(&self.aliases)
    }

    /// What to ask for: the paths and their old names, as far as `holds` says that they are there.
    pub(crate) fn all(selected: &[Self], holds: impl Fn(&str) -> bool) -> Vec<PathData> {
        let aliases = |selected: &'_ Self| -> Vec<PathData> {
            selected.aliases.iter().map(Place::fetched).filter(|alias| holds(alias.root())).collect()
        };
        selected.iter().flat_map(|selected| std::iter::once(selected.path.fetched()).chain(aliases(selected))).collect()
    }
}

/// An item as it came back, to take the selected values from.
#[doc(hidden)]
#[derive(Debug)]
pub struct SelectedItem<'a> {
    pub(crate) item: &'a AttributeMap,
    pub(crate) paths: &'a [SelectedPath],
}

impl SelectedItem<'_> {
    /// The value of the path at this position, which was made of this field.
    #[doc(hidden)]
    pub fn read<T, P: AttributePath<T>>(
        &self,
        position: usize,
        path: &P,
    ) -> Result<<P::Value as Selectable>::Output, DecodeError>
    where
        P::Value: Selectable,
    {
        let fallback = path.fallback();
        let selected = self.paths.get(position);
        let value = selected.and_then(|selected| selected.places().find_map(|place| self.find(place)));
        let result = match value {
            Some(value) => P::Value::read(value, fallback.null.and_then(|null| null())),
            None => {
                let default = fallback.missing.map(|missing| missing());
                P::Value::absent(default.or_else(|| fallback.null.and_then(|null| null())))
            }
        };
        result.map_err(|error| match selected {
            Some(selected) => selected.path.path.locate(error),
            None => error,
        })
    }

    fn find(&self, place: &Place) -> Option<&AttributeValue> {
        let mut value = self.item.get(place.path.root())?;
        for (depth, segment) in place.path.0.iter().enumerate().skip(1) {
            value = match (segment, value) {
                (Segment::Name(name) | Segment::Key(name), AttributeValue::M(map)) => map.get(name.as_ref())?,
                (Segment::Index(index), AttributeValue::L(list)) => list.get(self.rank(place, depth, *index))?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// Where an element is in the list that came back.
    fn rank(&self, place: &Place, depth: usize, index: usize) -> usize {
        if depth >= place.fetched {
            return index;
        }
        let mut before: Vec<usize> = self
            .paths
            .iter()
            .flat_map(SelectedPath::places)
            .filter(|other| other.fetched > depth && other.path.0[..depth] == place.path.0[..depth])
            .filter_map(|other| match other.path.0[depth] {
                Segment::Index(other) if other < index => Some(other),
                _ => None,
            })
            .collect();
        before.sort_unstable();
        before.dedup();
        before.len()
    }
}

impl PathData {
    /// The error, with the path in front of where it happened.
    fn locate(&self, error: DecodeError) -> DecodeError {
        self.0.iter().rev().fold(error, |error, segment| match segment {
            Segment::Name(name) => error.in_attribute(name.clone()),
            Segment::Key(key) => error.in_entry(key.clone()),
            Segment::Index(index) => error.at_index(*index),
        })
    }

    /// The same for a value that is to be at the path.
    pub(super) fn locate_value(&self, error: EncodeError) -> EncodeError {
        self.0.iter().rev().fold(error, |error, segment| match segment {
            Segment::Name(name) => error.in_attribute(name.clone()),
            Segment::Key(key) => error.in_entry(key.clone()),
            Segment::Index(index) => error.at_index(*index),
        })
    }
}

macro_rules! single {
    ($path:ident) => {
        #[diagnostic::do_not_recommend]
        impl<T, V: Selectable, R> Selection<T> for $path<T, V, R> {
            type Output = V::Output;

            fn paths(&self, paths: &mut Vec<SelectedPath>) {
                paths.push(SelectedPath::of(self.clone()));
            }

            fn read(&self, item: &SelectedItem<'_>, position: usize) -> Result<V::Output, DecodeError> {
                item.read(position, self)
            }
        }

        impl<T, V, R> $path<T, V, R> {
            /// The same place, which may not be there: a selection of it gives an `Option`.
            ///
            /// ```
            /// # use dynamo::{Dynamo, Item};
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Draft { id: String, notes: Vec<String> }
            /// # let drafts = Dynamo::embedded().table::<Draft>();
            /// let first_note = drafts.scan().select(|draft| draft.notes.index(0).optional());
            /// let notes = drafts.scan().select(|draft| draft.notes.optional());
            /// ```
            pub fn optional(self) -> Path<T, Option<V>, R> {
                let fallback = self.fallback().optional();
                Path::new(self.into_path(), fallback)
            }
        }
    };
}

single!(Field);
single!(Path);

macro_rules! tuples {
    ($($($part:ident $index:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, $($part),*> Selection<T> for ($($part,)*)
        where
            $($part: AttributePath<T> + Clone, $part::Value: Selectable,)*
        {
            type Output = ($(<$part::Value as Selectable>::Output,)*);

            fn paths(&self, paths: &mut Vec<SelectedPath>) {
                $(paths.push(SelectedPath::of(self.$index.clone()));)*
            }

            fn read(&self, item: &SelectedItem<'_>, position: usize) -> Result<Self::Output, DecodeError> {
                Ok(($(item.read(position + $index, &self.$index)?,)*))
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}
