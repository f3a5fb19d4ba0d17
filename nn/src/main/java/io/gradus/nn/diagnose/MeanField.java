package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.diff.Batching;
import io.gradus.diff.Forward;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;

/// What wide layers with random weights do to signals on the way forth and to gradients on the way
/// back.
///
/// Pre-activations of a wide layer are normal with mean 0 and a variance q. A layer maps it to σw²
/// E[φ(√q z)²] + σb², z standard normal, and multiplies the squared norm of gradients by χ = σw²
/// E[φ'(√q z)²]. What is said of depth holds at the fixed point of the variance.
///
/// Sources: Poole, Lahiri, Raghu, Sohl-Dickstein and Ganguli 2016; Schoenholz, Gilmer, Ganguli and
/// Sohl-Dickstein 2017.
public final class MeanField {
  private static final double SMALL = 1e-10; // a variance that falls below goes to 0
  private static final double LARGE = 1e10; // one that rises above has no bound
  private static final double LIMIT = 1e-30; // stands for 0 where kinks at 0 have to be seen
  private static final double EXACT = 1e-9;
  private static final int HALVINGS = 50; // leaves neighbors in double precision

  private static final double TAIL = 12; // probability beyond: 10⁻³³
  private static final int PANELS = 40; // of each side, each half as wide as the one outside of it
  private static final int NODES = 16; // of a panel
  private static final double[] PLACES = new double[NODES]; // in −1 … 1
  private static final double[] WEIGHTS = new double[NODES];

  static {
    Arrays.setAll(PLACES, i -> legendreRoot(i));
    Arrays.setAll(
        WEIGHTS, i -> 2 / ((1 - PLACES[i] * PLACES[i]) * Math.pow(legendre(PLACES[i])[1], 2)));
  }

  private final Activation activation;
  private final double weightVariance;
  private final double biasVariance;
  private final Expr x = Expr.param("x", Type.f64());
  private final Expr phi;
  private final Expr slope;

  /// The theory of a layer.
  ///
  /// @param activation φ, pointwise
  /// @param weightVariance σw², the variance of a weight times the number of inputs: 1 for LeCun, 2
  ///   for He initialization
  /// @param biasVariance σb²
  /// @throws IllegalArgumentException if outputs depend on more than their own input
  public MeanField(Activation activation, double weightVariance, double biasVariance) {
    if (!activation.pointwise()) {
      throw new IllegalArgumentException(activation + " is not applied to each number alone");
    }
    this.activation = activation;
    this.weightVariance = weightVariance;
    this.biasVariance = biasVariance;
    this.phi = activation.of(x);
    this.slope = Forward.derivative(phi, x);
  }

  /// The variance q of the first pre-activations: σw² E[x²] + σb².
  ///
  /// @param square the mean square of the inputs
  public double first(double square) {
    return weightVariance * square + biasVariance;
  }

  /// The variance of the next layer's pre-activations: σw² E[φ(√q z)²] + σb².
  ///
  /// @param q the variance of this layer's
  public double next(double q) {
    return first(meanSquare(phi, q));
  }

  /// The factor of the squared norm of gradients on their way back through a layer: χ = σw² E[φ'(√q
  /// z)²].
  ///
  /// @param q the variance of the layer's pre-activations
  public double chi(double q) {
    return weightVariance * meanSquare(slope, q);
  }

  /// The variance that a variance of 1 comes to, layer by layer: 0 if it falls without end, empty
  /// if it rises without end or is no number.
  public OptionalDouble fixedPoint() {
    double start = growth(1);
    if (Double.isNaN(start) || Math.abs(start) < EXACT) {
      return Double.isNaN(start) ? OptionalDouble.empty() : OptionalDouble.of(1);
    }
    double step = start > 0 ? 2 : 0.5;
    double near = 1;
    while (growth(near * step) * start > 0) {
      near *= step;
      if (near < SMALL) {
        return OptionalDouble.of(0);
      }
      if (near > LARGE) {
        return OptionalDouble.empty();
      }
    }
    double far = near * step;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (near + far) / 2;
      if (growth(middle) * start > 0) {
        near = middle;
      } else {
        far = middle;
      }
    }
    return OptionalDouble.of(near);
  }

  /// Positive where a layer enlarges the variance q, relative to it.
  private double growth(double q) {
    return next(q) / q - 1;
  }

  /// χ₁, the factor of the squared norm of gradients deep in the network: at the fixed point, or at
  /// a great variance if that rises without end.
  public double chi() {
    return chi(Math.max(fixedPoint().orElse(LARGE), LIMIT));
  }

  /// √χ₁, the factor of the norm of gradients of each layer deep in the network.
  public double factor() {
    return Math.sqrt(chi());
  }

  /// ξ = 1/|ln χ₁|, the number of layers in which the squared norm of gradients changes by a factor
  /// e; ∞ at the critical point χ₁ = 1. Networks deeper than about 6 ξ do not train.
  public double depthScale() {
    double chi = chi();
    return Math.abs(chi - 1) < EXACT ? Double.POSITIVE_INFINITY : 1 / Math.abs(Math.log(chi));
  }

  /// E[f(√q z)²].
  private double meanSquare(Expr f, double q) {
    double scale = Math.sqrt(q);
    double[] edges = edges(scale);
    double[] z = new double[(edges.length - 1) * NODES];
    double[] weights = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      double low = edges[i / NODES];
      double half = (edges[i / NODES + 1] - low) / 2;
      z[i] = low + half * (1 + PLACES[i % NODES]);
      weights[i] = half * WEIGHTS[i % NODES] * Math.exp(-z[i] * z[i] / 2);
    }
    Graph all = Batching.vmap(new Graph(List.of(x), List.of(f)), List.of(true), z.length);
    double[] inputs = Arrays.stream(z).map(v -> scale * v).toArray();
    double[] y = Interpreter.run(all, List.of(Array.vector(inputs))).getFirst().toDoubles();
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      sum += weights[i] * y[i] * y[i];
    }
    return sum / Math.sqrt(2 * Math.PI);
  }

  /// The ends of the panels: narrow near 0, where large variances put the bend of an activation,
  /// and none with a kink inside.
  private double[] edges(double scale) {
    TreeSet<Double> edges = new TreeSet<>();
    edges.add(0.0);
    for (int k = 0; k < PANELS; k++) {
      edges.add(Math.scalb(TAIL, -k));
      edges.add(-Math.scalb(TAIL, -k));
    }
    activation.kinks().stream()
        .map(kink -> kink / scale)
        .filter(z -> z != 0 && Math.abs(z) < TAIL)
        .forEach(edges::add);
    return edges.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// A root of the Legendre polynomial by Newton's method.
  private static double legendreRoot(int i) {
    double x = Math.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
    for (int k = 0; k < 10; k++) {
      double[] p = legendre(x);
      x -= p[0] / p[1];
    }
    return x;
  }

  /// The Legendre polynomial of degree [#NODES] and its slope, by the recurrence of three terms.
  private static double[] legendre(double x) {
    double before = 1;
    double p = x;
    for (int k = 2; k <= NODES; k++) {
      double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
      before = p;
      p = next;
    }
    return new double[] {p, NODES * (x * p - before) / (x * x - 1)};
  }
}
