package io.gradus.adbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Fn;
import io.gradus.Sparse;
import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.check.GradCheck;
import io.gradus.check.Numeric;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The objectives of ADBench on small random instances: values against plain loops, derivatives
/// against differences of the loops, forward mode against reverse mode.
class AdBenchTest {
  private static final Key KEY = Key.of(3);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void gmm(int d) {
    Gmm g = gmm(d, 3, 7);
    for (int block : new int[] {1, 3, 7}) { // 3 leaves a block of one point
      List<Array> out = g.gradient(block).run(g.args());
      assertThat(out.getFirst().item()).isCloseTo(Plain.gmm(g), within(1e-10));
      for (int i = 0; i < 4; i++) {
        int moved = i;
        double[] numeric =
            jacobian(g.args().get(i), a -> new double[] {Plain.gmm(with(g, moved, a))})[0];
        close(out.get(1 + i).doubles(), numeric);
      }
    }
    assertThat(g.objective().run(g.args()).getFirst().item())
        .isCloseTo(Plain.gmm(g), within(1e-10));
    bothModes(g.objective(), g.args(), 0, 1, 2, 3, 4);
  }

  @Test
  void gmmHoldsOneBlock() {
    Gmm g = gmm(4, 5, 1000);
    assertThat(largest(g.gradient(10).graph())).isEqualTo(1000 * 4); // the points themselves
    assertThat(largest(g.gradient(1000).graph())).isEqualTo(1000 * 4 * 5);
  }

  @Test
  void ba() {
    Ba b = ba(7);
    int n = b.cameras().size();
    int m = b.points().size();
    double[] flat =
        Arrays.copyOf(b.cameras().doubles(), n + m + b.weights().size()); // cameras, points, w
    System.arraycopy(b.points().doubles(), 0, flat, n, m);
    System.arraycopy(b.weights().doubles(), 0, flat, n + m, b.weights().size());
    double[][] numeric = jacobian(Array.vector(flat), a -> errors(with(b, a.doubles())));
    for (int block : new int[] {1, 3, 7}) {
      List<Array> value = b.objective(block).run(b.args());
      double[] found = Arrays.copyOf(value.get(0).doubles(), 3 * b.weights().size());
      System.arraycopy(value.get(1).doubles(), 0, found, 14, 7);
      close(found, errors(b));
      Sparse.Csr j = b.csr(b.jacobian(block).run(b.args()));
      for (int row = 0; row < numeric.length; row++) {
        double[] dense = new double[flat.length];
        for (int k = j.rows()[row]; k < j.rows()[row + 1]; k++) {
          dense[j.columns()[k]] = j.values()[k];
        }
        close(dense, numeric[row]);
      }
    }
    bothModes(b.objective(3), b.args(), 0, 1, 2, 3);
  }

  @Test
  void baHoldsOneBlock() {
    int p = 1000;
    assertThat(largest(ba(p).jacobian(10).graph())).isEqualTo(2 * 15 * p); // the result itself
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void hand(boolean complicated) {
    Hand h = hand(5, complicated);
    close(h.objective().run(h.args()).getFirst().doubles(), Plain.hand(h));
    Array columns = h.jacobian().run(h.args()).getFirst();
    double[][] byTheta = jacobian(h.theta(), a -> Plain.hand(with(h, a, h.u())));
    int extra = complicated ? 2 : 0;
    assertThat(columns.shape()).isEqualTo(Shape.of(extra + 26, 5, 3));
    for (int j = 0; j < 26; j++) {
      close(columns.at(extra + j).doubles(), column(byTheta, j));
    }
    if (complicated) {
      double[][] byU = jacobian(h.u(), a -> Plain.hand(with(h, h.theta(), a)));
      for (int i = 0; i < 15; i++) {
        assertThat(columns.at(0).get(i)).isCloseTo(byU[i][i / 3 * 2], within(1e-7));
        assertThat(columns.at(1).get(i)).isCloseTo(byU[i][i / 3 * 2 + 1], within(1e-7));
      }
    }
    bothModes(h.objective(), h.args(), 0, 1, 3);
  }

  @Test
  void handAtRest() {
    Hand h = hand(4, true);
    Hand still = with(h, Array.vector(new double[26]), h.u());
    close(still.objective().run(still.args()).getFirst().doubles(), Plain.hand(still));
    for (double v : still.jacobian().run(still.args()).getFirst().doubles()) {
      assertThat(v).isFinite();
    }
  }

  @Test
  void lstm() {
    Lstm m = lstm(2, 11, 3);
    List<Array> first = m.gradient(new Schedule.StoreAll()).run(m.args());
    assertThat(first.getFirst().item()).isCloseTo(Plain.lstm(m), within(1e-12));
    assertThat(m.objective().run(m.args())).isEqualTo(first.subList(0, 1));
    close(
        first.get(1).doubles(),
        jacobian(
            m.main(),
            a -> new double[] {Plain.lstm(new Lstm(a, m.extra(), m.state(), m.sequence()))})[0]);
    close(
        first.get(2).doubles(),
        jacobian(
            m.extra(),
            a -> new double[] {Plain.lstm(new Lstm(m.main(), a, m.state(), m.sequence()))})[0]);
    for (Schedule s : List.of(new Schedule.SquareRoot(), new Schedule.Binomial(2))) {
      assertThat(m.gradient(s).run(m.args())).isEqualTo(first); // bit for bit
    }
    bothModes(m.objective(), m.args(), 0, 1, 2);
  }

  private static Gmm gmm(int d, int k, int n) {
    return new Gmm(
        random(1, 1, k),
        random(2, 1, k, d),
        random(3, 0.5, k, d),
        random(4, 1, k, d * (d - 1) / 2),
        random(5, 1, n, d),
        1.5,
        2);
  }

  private static Gmm with(Gmm g, int i, Array a) {
    List<Array> args = new ArrayList<>(g.args());
    args.set(i, a);
    return new Gmm(
        args.get(0), args.get(1), args.get(2), args.get(3), args.get(4), g.gamma(), g.m());
  }

  /// Two cameras, the second one not turned, and three points.
  private static Ba ba(int p) {
    Array cameras = random(6, 0.3, 2, 11);
    Arrays.fill(cameras.doubles(), 11, 14, 0);
    Array points = random(7, 0.5, 3, 3);
    for (int i = 0; i < 3; i++) {
      points.doubles()[3 * i + 2] += 4; // in front of the cameras
    }
    return new Ba(
        cameras,
        points,
        random(8, 1, p),
        random(9, 1, p, 2),
        Array.vector(IntStream.range(0, p).mapToDouble(i -> i % 2).toArray()),
        Array.vector(IntStream.range(0, p).mapToDouble(i -> i % 3).toArray()));
  }

  private static Ba with(Ba b, double[] flat) {
    int n = b.cameras().size();
    int m = b.points().size();
    return new Ba(
        Array.of(b.cameras().shape(), Arrays.copyOfRange(flat, 0, n)),
        Array.of(b.points().shape(), Arrays.copyOfRange(flat, n, n + m)),
        Array.vector(Arrays.copyOfRange(flat, n + m, flat.length)),
        b.features(),
        b.camera(),
        b.point());
  }

  /// All errors of observations, then those of weights.
  private static double[] errors(Ba b) {
    int p = b.weights().size();
    double[] out = new double[3 * p];
    for (int i = 0; i < p; i++) {
      System.arraycopy(Plain.ba(b, i), 0, out, 2 * i, 2);
      out[2 * p + i] = 1 - b.weights().get(i) * b.weights().get(i);
    }
    return out;
  }

  /// A random hand of six vertices and four triangles.
  private static Hand hand(int n, boolean complicated) {
    Array relative = random(10, 0.5, 22, 4, 4);
    Array inverse = random(11, 0.5, 22, 4, 4);
    Array positions = random(12, 1, 4, 6);
    for (int i = 0; i < 22; i++) {
      for (Array a : List.of(relative, inverse)) {
        System.arraycopy(new double[] {0, 0, 0, 1}, 0, a.doubles(), 16 * i + 12, 4);
      }
    }
    for (int i = 0; i < 6; i++) {
      positions.doubles()[18 + i] = 1;
    }
    Hand.Model model =
        new Hand.Model(relative, inverse, positions, random(13, 0.3, 22, 6), List.of());
    int corners = complicated ? 3 * n : n;
    return new Hand(
        random(14, 0.7, 26),
        random(15, 0.5, complicated ? n : 0, 2),
        Array.vector(IntStream.range(0, corners).mapToDouble(i -> KEY.below(6, i)).toArray()),
        random(16, 1, n, 3),
        model);
  }

  private static Hand with(Hand h, Array theta, Array u) {
    return new Hand(theta, u, h.corners(), h.points(), h.model());
  }

  private static Lstm lstm(int layers, int c, int b) {
    double[] bits = IntStream.range(0, c * b).mapToDouble(i -> KEY.below(2, i)).toArray();
    return new Lstm(
        random(17, 1, layers, 2, 4, b),
        random(18, 1, 3, b),
        random(19, 1, layers, 2, b),
        Array.of(Shape.of(c, b), bits));
  }

  private static Array random(int label, double scale, int... dims) {
    Shape shape = Shape.of(dims);
    Key key = KEY.fold(label);
    return Array.of(
        shape, IntStream.range(0, shape.size()).mapToDouble(i -> scale * key.normal(i)).toArray());
  }

  /// Forward against reverse mode and differences, along random directions of some operands.
  private static void bothModes(Fn f, List<Array> args, int... moving) {
    List<Array> x = IntStream.of(moving).mapToObj(args::get).toList();
    Fn fixed =
        Fn.of(
            x.stream().map(Type::of).toList(),
            p -> {
              List<Expr> all = new ArrayList<>(args.stream().map(Expr::constant).toList());
              for (int i = 0; i < moving.length; i++) {
                all.set(moving[i], p.get(i));
              }
              return f.apply(all.toArray(Expr[]::new));
            });
    GradCheck.Report report = GradCheck.check(fixed.graph(), x, 2, KEY);
    assertThat(report.passes()).as(report.toString()).isTrue();
  }

  /// The Jacobian of plain loops by differences, by row and column.
  private static double[][] jacobian(Array x, Function<Array, double[]> f) {
    double[][] out = new double[f.apply(x).length][x.size()];
    for (int j = 0; j < x.size(); j++) {
      for (int i = 0; i < out.length; i++) {
        int row = i;
        int entry = j;
        out[i][j] =
            Numeric.derivative(
                    v -> {
                      double[] moved = x.toDoubles();
                      moved[entry] = v;
                      return f.apply(Array.of(x.shape(), moved))[row];
                    },
                    x.get(j))
                .value();
      }
    }
    return out;
  }

  private static double[] column(double[][] matrix, int j) {
    return Arrays.stream(matrix).mapToDouble(row -> row[j]).toArray();
  }

  private static void close(double[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      double scale = Math.max(1, Math.abs(expected[i]));
      assertThat(found[i]).as("entry %d", i).isCloseTo(expected[i], within(1e-7 * scale));
    }
  }

  /// The number of elements of the largest value in a function or in those inside it.
  private static int largest(Graph f) {
    int most = 0;
    for (Expr e : f.nodes()) {
      for (Type t : e.types()) {
        most = Math.max(most, t.shape().size());
      }
      if (e.op() instanceof Control c) {
        for (Graph body : c.bodies()) {
          most = Math.max(most, largest(body));
        }
      }
    }
    return most;
  }
}
