package io.gradus.jit.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gradus.array.DType;
import io.gradus.jit.emit.Kernel;
import io.gradus.jit.emit.Operands;
import io.gradus.jit.emit.Target;
import io.gradus.jit.run.Pool;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Products of all kinds against a plain triple loop, and each target and number of threads against
/// each other, bit by bit.
class ProductTest {
  private static final int[] SIZES = {0, 1, 2, 5, 6, 7, 15, 16, 17, 63, 64, 65, 97, 207, 300};
  private static final Scratch ONE = new Scratch(new Pool(1));
  private static final Scratch TWO = new Scratch(new Pool(2));
  private static final Scratch THREE = new Scratch(new Pool(3));

  private static List<Target> targets() {
    List<Target> targets = new ArrayList<>(List.of(Target.SCALAR));
    if (Target.vectors()) {
      for (int bits = 128; bits <= Target.best().bits(); bits *= 2) {
        targets.add(new Target(bits));
      }
    }
    return targets;
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void allLayoutsOfAwkwardSizes(DType type) {
    Random random = new Random(1);
    for (int i = 0; i < 160; i++) {
      int m = size(random);
      int n = size(random);
      int k = size(random);
      check(Case.random(type, m, n, k, random), random);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void sizesThatAreCutInSeveralPanelsAndBlocks(DType type) {
    Random random = new Random(2);
    int[][] sizes = {
      {300, 700, 300},
      {520, 97, 65},
      {64, 700, 1050},
      {33, 2100, 40},
      {1, 300, 1050},
      {1, 256, 1300},
      {1024, 300, 130},
      {1030, 300, 150}
    };
    for (int[] size : sizes) {
      for (int i = 0; i < 4; i++) {
        check(Case.of(type, size[0], size[1], size[2], i % 2 == 1, i / 2 == 1, random), random);
      }
    }
  }

  @Test
  void withoutTermsTheProductIsZero() {
    Operands o = operands(DType.F32, 6, 0, 0);
    Arrays.fill(o.f32[0], 7);
    new Product(
            Geometry.of(DType.F32, 2, 3, 0, 0, 1, 3, 1, 3),
            Target.best(),
            Optional.empty(),
            Optional.empty())
        .run(o, ONE);
    assertThat(o.f32[0]).containsOnly(0);
  }

  @Test
  void rowsOfABatchWithOneMatrixAreOneProduct() {
    Geometry g =
        new Geometry(
            DType.F32,
            4,
            3,
            5,
            5,
            1,
            3,
            1,
            3,
            List.of(2, 6, 1),
            List.of(120, 20, 9),
            List.of(15, 0, 9),
            List.of(72, 12, 9));
    assertThat(g.folded().m()).isEqualTo(24);
    assertThat(g.folded().batch()).containsExactly(2);
    assertThat(g.batches()).isEqualTo(12);
  }

  @Test
  void runsAllocateNothing() {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(3);
    for (Target target : targets()) {
      if (target.bits() != 0 && target.bits() != Target.best().bits()) {
        continue;
      }
      for (int n : new int[] {10, 96, 300}) {
        Case c = Case.of(DType.F32, 40, n, 70, false, n == 96, random);
        Operands o = c.bind();
        Product product = new Product(c.geometry, target, Optional.empty(), Optional.empty());
        long bytes = 1;
        long end = System.nanoTime() + 10_000_000_000L; // until the kernels are compiled
        while (bytes > 0 && System.nanoTime() < end) {
          long before = bean.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < 100; i++) {
            product.run(o, ONE);
          }
          bytes = bean.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(bytes).as("%s, n = %d", target.name(), n).isZero();
      }
    }
  }

  private static int size(Random random) {
    return SIZES[random.nextInt(SIZES.length)];
  }

  private static Operands operands(DType type, int c, int a, int b) {
    Operands o = new Operands(3);
    int[] sizes = {c, a, b};
    for (int i = 0; i < 3; i++) {
      if (type == DType.F32) {
        o.f32[i] = new float[sizes[i]];
      } else {
        o.f64[i] = new double[sizes[i]];
      }
    }
    return o;
  }

  /// A product with the numbers in A and B, kept as doubles.
  private record Case(Geometry geometry, double[] a, double[] b, int c, int[] at) {
    /// A geometry with transposes, gaps between rows, offsets and perhaps batches.
    static Case random(DType type, int m, int n, int k, Random random) {
      int gap = random.nextInt(3);
      boolean ta = random.nextBoolean();
      boolean tb = random.nextBoolean();
      int step = random.nextInt(5) == 0 ? 2 : 1;
      int batches =
          random.nextInt(3) == 0 && (long) m * n * k < 1_000_000 ? 1 + random.nextInt(3) : 0;
      List<Integer> batch = batches == 0 ? List.of() : List.of(2, batches);
      int la = step * ((ta ? m : k) + gap);
      int lb = step * ((tb ? k : n) + gap);
      int cm = n + gap;
      int sa = la * (ta ? k : m);
      int sb = lb * (tb ? n : k);
      int sc = cm * m;
      boolean shared = random.nextBoolean();
      Geometry g =
          new Geometry(
              type,
              m,
              n,
              k,
              ta ? step : la,
              ta ? la : step,
              tb ? step : lb,
              tb ? lb : step,
              cm,
              batch,
              batches == 0 ? List.of() : List.of(sa * batches, sa),
              batches == 0 ? List.of() : List.of(shared ? 0 : sb * batches, shared ? 0 : sb),
              batches == 0 ? List.of() : List.of(sc * batches, sc));
      int count = 2 * Math.max(1, batches);
      int[] at = {random.nextInt(4), random.nextInt(4), random.nextInt(4)};
      return new Case(
          g,
          numbers(type, at[1] + sa * count, random),
          numbers(type, at[2] + sb * count, random),
          at[0] + sc * count,
          at);
    }

    static Case of(DType type, int m, int n, int k, boolean ta, boolean tb, Random random) {
      Geometry g = Geometry.of(type, m, n, k, ta ? 1 : k, ta ? m : 1, tb ? 1 : n, tb ? k : 1, n);
      return new Case(
          g, numbers(type, m * k, random), numbers(type, k * n, random), m * n, new int[3]);
    }

    private static double[] numbers(DType type, int count, Random random) {
      return random.doubles(count, -1, 1).map(type::round).toArray();
    }

    Operands bind() {
      Operands o = operands(geometry.type(), c, a.length, b.length);
      System.arraycopy(at, 0, o.at, 0, 3);
      for (int i = 0; i < a.length; i++) {
        set(o, 1, i, a[i]);
      }
      for (int i = 0; i < b.length; i++) {
        set(o, 2, i, b[i]);
      }
      for (int i = 0; i < c; i++) {
        set(o, 0, i, 99);
      }
      return o;
    }
  }

  private static void set(Operands o, int operand, int at, double value) {
    if (o.f32[operand] != null) {
      o.f32[operand][at] = (float) value;
    } else {
      o.f64[operand][at] = value;
    }
  }

  private static double get(Operands o, int operand, int at) {
    return o.f32[operand] != null ? o.f32[operand][at] : o.f64[operand][at];
  }

  /// Doubles C into operand 1: row `r` of `width` columns at `r·width`.
  private record Twice(int width, int stride) implements Kernel {
    @Override
    public void run(Operands o, int row, int rowEnd, int column, int columnEnd) {
      for (int r = row; r < rowEnd; r++) {
        for (int c = column; c < columnEnd; c++) {
          set(o, 1, o.at[1] + r * width + c, 2 * get(o, 0, o.at[0] + r * stride + c));
        }
      }
    }
  }

  private static void check(Case it, Random random) {
    Geometry g = it.geometry;
    double[] expected = new double[g.batches() * g.m() * g.n()];
    double[] bound = new double[expected.length];
    int[] places = new int[expected.length];
    reference(it, expected, bound, places);
    double[] first = null;
    for (Target target : targets()) {
      for (Scratch scratch : List.of(ONE, TWO, THREE)) {
        if (scratch == THREE && random.nextInt(4) > 0) {
          continue;
        }
        Operands o = it.bind();
        Object b = o.f32[2] != null ? o.f32[2] : o.f64[2];
        Optional<Known> known =
            random.nextBoolean() ? Optional.of(new Known(b, o.at[2])) : Optional.empty();
        new Product(g, target, Optional.empty(), known).run(o, scratch);
        double[] actual = new double[expected.length];
        for (int i = 0; i < actual.length; i++) {
          actual[i] = get(o, 0, places[i]);
          set(o, 0, places[i], 99);
        }
        for (int i = 0; i < it.c; i++) {
          assertThat(get(o, 0, i)).as("untouched").isEqualTo(99);
        }
        if (first == null) {
          first = actual;
          near(g, actual, expected, bound);
        } else {
          equal(g, target, actual, first);
        }
      }
      epilogues(it, target, first, random);
    }
  }

  private static void epilogues(Case it, Target target, double[] expected, Random random) {
    Geometry g = it.geometry;
    boolean keep = random.nextBoolean() && g.batch().isEmpty();
    int columns = Math.max(1, g.n());
    Twice twice = new Twice(columns, keep ? g.cm() : Product.TILE);
    Product product =
        new Product(g, target, Optional.of(new Epilogue(twice, 0, keep)), Optional.empty());
    Operands o = it.bind();
    Operands after = operands(g.type(), 0, g.batches() * g.m() * columns, 0);
    after.f32[0] = keep ? o.f32[0] : null;
    after.f64[0] = keep ? o.f64[0] : null;
    after.at[0] = o.at[0];
    if (!keep) {
      o.f32[0] = null;
      o.f64[0] = null;
    }
    product.run(o, after, TWO);
    double[] actual = new double[expected.length];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = (after.f32[1] != null ? after.f32[1][i] : after.f64[1][i]) / 2;
    }
    equal(g, target, actual, expected);
  }

  private static void equal(Geometry g, Target target, double[] actual, double[] expected) {
    if (!Arrays.equals(actual, expected)) {
      int at = Arrays.mismatch(actual, expected);
      assertThat(actual[at]).as("%s on %s at %d", g, target.name(), at).isEqualTo(expected[at]);
    }
  }

  private static void near(Geometry g, double[] actual, double[] expected, double[] bound) {
    double eps = g.type() == DType.F32 ? 0x1p-24 : 0x1p-53;
    for (int i = 0; i < actual.length; i++) {
      double most = 2 * (g.k() + 2) * eps * bound[i];
      if (!(Math.abs(actual[i] - expected[i]) <= most)) {
        assertThat(actual[i]).as("%s, place %d", g, i).isEqualTo(expected[i]);
      }
    }
  }

  private static void reference(Case it, double[] sums, double[] bound, int[] places) {
    Geometry g = it.geometry;
    int at = 0;
    for (int i = 0; i < g.batches(); i++) {
      int co = it.at[0];
      int ao = it.at[1];
      int bo = it.at[2];
      int rest = i;
      for (int x = g.batch().size() - 1; x >= 0; x--) {
        int index = rest % g.batch().get(x);
        rest /= g.batch().get(x);
        co += index * g.cBatch().get(x);
        ao += index * g.aBatch().get(x);
        bo += index * g.bBatch().get(x);
      }
      for (int r = 0; r < g.m(); r++) {
        for (int c = 0; c < g.n(); c++, at++) {
          places[at] = co + r * g.cm() + c;
          for (int p = 0; p < g.k(); p++) {
            double x = it.a[ao + r * g.am() + p * g.ak()] * it.b[bo + p * g.bk() + c * g.bn()];
            sums[at] += x;
            bound[at] += Math.abs(x);
          }
        }
      }
    }
  }
}
