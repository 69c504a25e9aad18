//! Tables in Markdown, aligned so that they can be read as they are.

pub(crate) struct Markdown {
    rows: Vec<Vec<String>>,
}

impl Markdown {
    pub(crate) fn new<const N: usize>(header: [&str; N]) -> Self {
        Self { rows: vec![header.map(str::to_owned).to_vec()] }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        assert_eq!(cells.len(), self.rows[0].len());
        self.rows.push(cells);
    }

    /// Prints the table: the first column to the left, the others to the right.
    pub(crate) fn print(&self, title: &str) {
        let width = |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..self.rows[0].len()).map(width).collect();
        println!("\n{title}\n");
        for (number, row) in self.rows.iter().enumerate() {
            println!("| {} |", aligned(row, &widths).join(" | "));
            if number == 0 {
                let rule = |(column, &width): (usize, &usize)| {
                    if column == 0 { "-".repeat(width + 2) } else { "-".repeat(width + 1) + ":" }
                };
                println!("|{}|", widths.iter().enumerate().map(rule).collect::<Vec<_>>().join("|"));
            }
        }
    }
}

fn aligned(row: &[String], widths: &[usize]) -> Vec<String> {
    let align = |(column, cell): (usize, &String)| {
        let width = widths[column];
        if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
    };
    row.iter().enumerate().map(align).collect()
}

/// A number, or a dash where there is none.
pub(crate) fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.decimals$}"))
}

/// Whether a goal is met; nothing where there is no goal, or nothing to hold against it.
pub(crate) fn met(reached: Option<bool>) -> String {
    match reached {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => String::new(),
    }
}
