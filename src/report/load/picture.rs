//! The picture: latency over time, as SVG without a script.

use std::fmt::Write as _;

use crate::judge::Slice;

/// The size of the picture, in its own units.
const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 300.0;
/// Room for numbers to the left, and below.
const LEFT: f64 = 60.0;
const BELOW: f64 = 30.0;
const ABOVE: f64 = 12.0;

/// Latency over time: the median, the 99th percentile and the longest, with
/// wrong answers and held-back requests in red at the bottom.
///
/// Colours are classes (`p50`, `p99`, `max`, `bad`, `axis`), which the page defines.
#[must_use]
pub fn latency_svg(slices: &[Slice], duration_ms: u64) -> String {
    let most = slices.iter().map(|slice| slice.max_ms).fold(0.0, f64::max);
    let top = nice(most.max(1.0));
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">\n\
         <title>Latency over time, in milliseconds: median, 99th percentile and longest</title>\n"
    );
    for part in 0..=4_u8 {
        let value = top * f64::from(part) / 4.0;
        let y = y_of(value, top);
        let label = number(value);
        let _ = writeln!(
            svg,
            "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label} ms</text>",
            LEFT - 6.0,
            y + 4.0
        );
    }
    for part in 0..=4_u8 {
        #[expect(clippy::cast_precision_loss, reason = "a duration of minutes")]
        let seconds = duration_ms as f64 / 1000.0 * f64::from(part) / 4.0;
        let x = LEFT + (WIDTH - LEFT) * f64::from(part) / 4.0;
        let anchor = if part == 4 { "end" } else { "middle" };
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{} s</text>",
            HEIGHT - 8.0,
            number(seconds)
        );
    }
    bars(slices, &mut svg);
    let lines: [(&str, fn(&Slice) -> f64); 3] = [
        ("max", |slice| slice.max_ms),
        ("p99", |slice| slice.p99_ms),
        ("p50", |slice| slice.p50_ms),
    ];
    for (class, value) in lines {
        line(slices, class, value, top, &mut svg);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Red bars, as high as the share of requests that were answered wrongly or not sent.
fn bars(slices: &[Slice], svg: &mut String) {
    let width = step(slices);
    for (index, slice) in slices.iter().enumerate() {
        let due = slice.sent + slice.held_back;
        let bad = slice.failed + slice.held_back;
        if bad == 0 || due == 0 {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of requests")]
        let height = (bad as f64 / due as f64) * (HEIGHT - BELOW - ABOVE);
        let _ = writeln!(
            svg,
            "<rect class=\"bad\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\">\
             <title>{} wrong, {} not sent, of {due}</title></rect>",
            x_of(index, width) - width / 2.0,
            HEIGHT - BELOW - height,
            width.max(1.0),
            slice.failed,
            slice.held_back
        );
    }
}

fn line(slices: &[Slice], class: &str, value: fn(&Slice) -> f64, top: f64, svg: &mut String) {
    let width = step(slices);
    let points: Vec<String> = slices
        .iter()
        .enumerate()
        .filter(|(_, slice)| slice.sent > 0)
        .map(|(index, slice)| format!("{:.1},{:.1}", x_of(index, width), y_of(value(slice), top)))
        .collect();
    let _ = writeln!(svg, "<polyline class=\"{class}\" points=\"{}\"/>", points.join(" "));
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen slices")]
fn step(slices: &[Slice]) -> f64 {
    (WIDTH - LEFT) / slices.len().max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen slices")]
fn x_of(index: usize, width: f64) -> f64 {
    LEFT + (index as f64 + 0.5) * width
}

fn y_of(value: f64, top: f64) -> f64 {
    HEIGHT - BELOW - value / top * (HEIGHT - BELOW - ABOVE)
}

/// The next of 1, 2, 4 and 8 times a power of ten.
fn nice(value: f64) -> f64 {
    let power = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 4.0, 8.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|nice| *nice >= value)
        .unwrap_or(10.0 * power)
}

fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_its_lines_and_marks_what_was_wrong() {
        let slice = |at_ms| Slice { at_ms, sent: 10, p50_ms: 1.0, p99_ms: 3.0, ..Slice::default() };
        let mut slices: Vec<Slice> = (0..4).map(slice).collect();
        slices[2].max_ms = 7.0;
        let svg = latency_svg(&slices, 20_000);
        assert!(svg.contains("class=\"p50\"") && svg.contains(">8 ms<") && svg.contains(">20 s<"));
        assert!(!svg.contains("class=\"bad\""));
        slices[1].failed = 5;
        slices[3] = Slice { held_back: 10, ..Slice::default() };
        let svg = latency_svg(&slices, 20_000);
        assert_eq!(svg.matches("class=\"bad\"").count(), 2);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(!latency_svg(&[], 0).contains("NaN"));
    }
}
