package io.gradus.app.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final double[] GRID =
      IntStream.range(0, 81).mapToDouble(i -> -2 + i * 0.05).toArray();

  @Test
  void contoursOfAParaboloidAreCircles() {
    List<MarchingSquares.Line> lines =
        MarchingSquares.lines(GRID, GRID, grid((x, y) -> x * x + y * y), 1);
    assertThat(lines).hasSize(1);
    MarchingSquares.Line line = lines.getFirst();
    int last = line.x().length - 1;
    assertThat(line.x()[0]).isEqualTo(line.x()[last]);
    assertThat(line.y()[0]).isEqualTo(line.y()[last]);
    double length = 0;
    for (int i = 0; i <= last; i++) {
      assertThat(Math.hypot(line.x()[i], line.y()[i])).isCloseTo(1, within(1e-3));
      length +=
          i == 0 ? 0 : Math.hypot(line.x()[i] - line.x()[i - 1], line.y()[i] - line.y()[i - 1]);
    }
    assertThat(length).isCloseTo(2 * Math.PI, within(0.01));
  }

  @Test
  void contoursOfASaddleAreTwoBranchesThatEndAtTheRim() {
    List<MarchingSquares.Line> lines =
        MarchingSquares.lines(GRID, GRID, grid((x, y) -> x * y), 0.5);
    assertThat(lines).hasSize(2);
    for (MarchingSquares.Line line : lines) {
      for (int i = 0; i < line.x().length; i++) {
        assertThat(line.x()[i] * line.y()[i]).isCloseTo(0.5, within(5e-3));
      }
      double end = Math.max(Math.abs(line.x()[0]), Math.abs(line.y()[0]));
      assertThat(end).isCloseTo(2, within(1e-12));
    }
  }

  @Test
  void contoursGoAroundGaps() {
    List<MarchingSquares.Line> lines =
        MarchingSquares.lines(GRID, GRID, grid((x, y) -> x > 0.52 ? Double.NaN : x * x + y * y), 1);
    assertThat(lines).hasSize(1);
    assertThat(Range.of(lines.getFirst().x()).high()).isLessThanOrEqualTo(0.5);
  }

  @Test
  void linesAroundWhatIsHigherAreClosedAtTheRimToo() {
    double[][] z = grid((x, y) -> x * x + y * y);
    z[40][40] = Double.NaN; // at the origin, lower anyway
    z[0][0] = Double.POSITIVE_INFINITY;
    List<MarchingSquares.Line> rims = MarchingSquares.around(GRID, GRID, z, 1);
    assertThat(rims).hasSize(2);
    double area = 0; // by the shoelace formula: the square, and the disk that is missing in it
    for (MarchingSquares.Line rim : rims) {
      double twice = 0;
      for (int i = 1; i < rim.x().length; i++) {
        twice += rim.x()[i - 1] * rim.y()[i] - rim.x()[i] * rim.y()[i - 1];
      }
      area += Math.abs(twice / 2);
    }
    assertThat(area).isCloseTo(16 + Math.PI, within(0.01));
  }

  @Test
  void levelsOfPositiveValuesAreRoundNumbersInEqualRatios() {
    assertThat(Levels.of(grid((x, y) -> Math.exp(3 * x)), 8))
        .containsExactly(new double[] {0.01, 0.1, 1, 10, 100}, within(1e-9));
    assertThat(Levels.of(grid((x, y) -> Math.exp(30 * x)), 8)).hasSizeBetween(5, 8);
    assertThat(Levels.of(grid((x, y) -> 1 + 0.01 * x), 12))
        .containsExactly(new double[] {0.985, 0.99, 0.995, 1, 1.005, 1.01, 1.015}, within(1e-9));
  }

  @Test
  void levelsOfOtherValuesDivideTheAreaEqually() {
    double[] levels = Levels.of(grid((x, y) -> Math.sinh(3 * x)), 3);
    for (int i = 0; i < 3; i++) {
      assertThat(levels[i]).isCloseTo(Math.sinh(3 * (i - 1)), within(2.0));
    }
  }

  @Test
  void thinningKeepsWhatCanBeSeen() {
    SplittableRandom random = new SplittableRandom(1);
    int n = 20_000;
    double[] x = IntStream.range(0, n).mapToDouble(i -> i * 400.0 / n).toArray();
    double[] y = random.doubles(n).toArray();
    y[777] = Double.NaN;
    int[] kept = Thinning.of(x, y);
    assertThat(kept).hasSizeLessThan(4 * 402).isSorted().contains(0, 777, n - 1);
    for (int column = 0; column < 400; column++) {
      int c = column;
      assertThat(extremes(IntStream.of(kept).filter(i -> (int) x[i] == c).toArray(), y))
          .isEqualTo(extremes(IntStream.range(0, n).filter(i -> (int) x[i] == c).toArray(), y));
    }
  }

  @Test
  void thinningLeavesPathsAlone() {
    double[] x = {5, 5.1, 5.05, 5.2, 5.0, 5.3};
    double[] y = {0, 1, 2, 3, 4, 5};
    assertThat(Thinning.of(x, y)).containsExactly(0, 1, 2, 3, 4, 5);
  }

  private static Range extremes(int[] points, double[] y) {
    return Range.of(IntStream.of(points).mapToDouble(i -> y[i]).toArray());
  }

  private interface Surface {
    double at(double x, double y);
  }

  @Test
  void whatIsInFrontOfASurfaceComesLast() {
    double[][] heights = {{0, 0.5, 1}, {1, 0, Double.NaN}, {0, 0, 1}};
    Mark.Patches patches = Isometric.patches(heights, Ink.BLUE);
    assertThat(patches.shades()).containsExactly(0.25, 0.375); // two have a corner without a height
    double[] front = patches.y().getLast();
    assertThat(front[0]).isEqualTo(Isometric.up(0, 0, 0));
    assertThat(front[1]).isEqualTo(Isometric.up(0.5, 0, 0.5));
    assertThat(front[2]).isEqualTo(Isometric.up(0.5, 0.5, 0));
    assertThat(front[3]).isEqualTo(Isometric.up(0, 0.5, 1));
  }

  private static double[][] grid(Surface f) {
    double[][] z = new double[GRID.length][GRID.length];
    for (int r = 0; r < GRID.length; r++) {
      for (int c = 0; c < GRID.length; c++) {
        z[r][c] = f.at(GRID[c], GRID[r]);
      }
    }
    return z;
  }
}
