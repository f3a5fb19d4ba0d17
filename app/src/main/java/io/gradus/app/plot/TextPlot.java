package io.gradus.app.plot;

import java.util.ArrayList;
import java.util.List;

/// A chart of lines made of characters, for terminals. Each character of Braille is a raster of two
/// by four dots.
public final class TextPlot {
  private static final int COLUMNS = 64;
  private static final int ROWS = 16;
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private TextPlot() {}

  /// The lines of text.
  public static List<String> lines(Chart chart) {
    Range x = Ranges.x(chart);
    Range y = Ranges.y(chart);
    Scale scale = chart.y().scale();
    double low = scale.forward(y.low());
    double high = scale.forward(y.high());
    int[][] cells = new int[ROWS][COLUMNS];
    for (Mark mark : chart.marks()) {
      if (mark instanceof Mark.Line line) {
        double[] column = new double[line.x().length];
        double[] row = new double[line.x().length];
        for (int i = 0; i < column.length; i++) {
          column[i] = (line.x()[i] - x.low()) / x.length() * (2 * COLUMNS - 1);
          row[i] = (high - scale.forward(line.y()[i])) / (high - low) * (4 * ROWS - 1);
        }
        dots(cells, column, row);
      }
    }
    String top = Numbers.text(y.high());
    String bottom = Numbers.text(y.low());
    int margin = Math.max(top.length(), bottom.length());
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      String label = r == 0 ? top : r == ROWS - 1 ? bottom : "";
      String dots = new String(cells[r], 0, COLUMNS).replace('\0', ' ').stripTrailing();
      lines.add(("%" + margin + "s │%s").formatted(label, dots));
    }
    String left = Numbers.text(x.low());
    String right = Numbers.text(x.high());
    lines.add(" ".repeat(margin) + " └" + "─".repeat(COLUMNS));
    String name = chart.x().label();
    int free = Math.max(2, COLUMNS - left.length() - right.length() - name.length());
    lines.add(
        " ".repeat(margin + 2)
            + left
            + " ".repeat(free / 2)
            + name
            + " ".repeat(free - free / 2)
            + right);
    return lines;
  }

  /// Sets the dots between neighbors; a jump over the whole height, as at a pole, is left open.
  private static void dots(int[][] cells, double[] column, double[] row) {
    for (int i = 1; i < column.length; i++) {
      double height = Math.abs(row[i] - row[i - 1]);
      if (height >= 4 * ROWS || !Double.isFinite(height)) {
        continue;
      }
      int steps = 1 + (int) height;
      for (int k = 0; k <= steps; k++) {
        int c = (int) Math.round(column[i - 1] + (column[i] - column[i - 1]) * k / steps);
        int r = (int) Math.round(row[i - 1] + (row[i] - row[i - 1]) * k / steps);
        if (r >= 0 && r < 4 * ROWS && c >= 0 && c < 2 * COLUMNS) {
          cells[r / 4][c / 2] |= DOTS[r % 4][c % 2] | 0x2800;
        }
      }
    }
  }
}
