package io.gradus.adbench;

import io.gradus.Fn;
import io.gradus.Gradus;
import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Hand tracking: how far observed points are from the skin of a posed hand.
///
/// absolute = parent's absolute · relative · Rz·Rx, transform = absolute · inverse base, vertex = R
/// Σ weight·transform·position + t, err = point − vertex, or in the complicated form err = point −
/// (u₁v_a + u₂v_b + (1−u₁−u₂)v_c) for the corners of a triangle.
///
/// @param theta (26): rotation, translation, then for each finger flexion and abduction of its
///   second bone, flexion of the third and fourth
/// @param u (N, 2), or (0, 2) in the simple form
/// @param corners the vertices of each observation, (N) or (3·N) with all first corners first
/// @param points (N, 3)
/// @param model the hand
record Hand(Array theta, Array u, Array corners, Array points, Model model) {
  private static final int BONES = 22; // wrist, four of each finger, forearm
  private static final int PARAMETERS = 26;
  private static final List<Type> FINGER =
      List.of(Type.f64(4), Type.f64(4, 4, 4), Type.f64(4, 4, 4), Type.f64(4, 4));

  /// The hand in its base pose.
  ///
  /// @param relative from each bone to its parent, (22, 4, 4)
  /// @param inverse the inverse base transform of each bone, (22, 4, 4)
  /// @param positions of the vertices, (4, V)
  /// @param weights of the bones at each vertex, (22, V)
  /// @param triangles the corners of each triangle
  record Model(
      Array relative, Array inverse, Array positions, Array weights, List<int[]> triangles) {
    /// Reads `bones.txt`, `vertices.txt` and `triangles.txt`.
    ///
    /// @throws IOException if a file is missing or the bones are not those of a hand
    static Model read(Path folder) throws IOException {
      double[] relative = new double[BONES * 16];
      double[] inverse = new double[BONES * 16];
      List<String[]> bones = words(folder.resolve("bones.txt"));
      for (int i = 0; i < BONES; i++) {
        if (Integer.parseInt(bones.get(i)[1]) != parent(i)) {
          throw new IOException("bone " + i + " has parent " + bones.get(i)[1] + ": not a hand");
        }
        for (int j = 0; j < 16; j++) {
          relative[16 * i + j] = Double.parseDouble(bones.get(i)[2 + j]);
          inverse[16 * i + j] = Double.parseDouble(bones.get(i)[18 + j]);
        }
      }
      List<String[]> vertices = words(folder.resolve("vertices.txt"));
      int count = vertices.size();
      double[] positions = new double[4 * count];
      double[] weights = new double[BONES * count];
      for (int i = 0; i < count; i++) {
        String[] v = vertices.get(i);
        for (int j = 0; j < 3; j++) {
          positions[j * count + i] = Double.parseDouble(v[j]);
        }
        positions[3 * count + i] = 1;
        for (int j = 0; j < Integer.parseInt(v[8]); j++) {
          weights[Integer.parseInt(v[9 + 2 * j]) * count + i] = Double.parseDouble(v[10 + 2 * j]);
        }
      }
      List<int[]> triangles =
          words(folder.resolve("triangles.txt")).stream()
              .map(t -> Stream.of(t).mapToInt(Integer::parseInt).toArray())
              .toList();
      return new Model(
          Array.of(Shape.of(BONES, 4, 4), relative),
          Array.of(Shape.of(BONES, 4, 4), inverse),
          Array.of(Shape.of(4, count), positions),
          Array.of(Shape.of(BONES, count), weights),
          triangles);
    }

    /// The bone that a bone hangs on: its neighbour along the finger, or the wrist (0).
    static int parent(int bone) {
      return bone == 0 ? -1 : bone % 4 == 1 || bone == BONES - 1 ? 0 : bone - 1;
    }

    private static List<String[]> words(Path file) throws IOException {
      return Files.readAllLines(file).stream().map(s -> s.strip().split(":")).toList();
    }
  }

  /// Reads `N 26`, N lines of correspondence and point, in the complicated form N lines `u₁ u₂`,
  /// then θ.
  static Hand read(Path file, Model model, boolean complicated) throws IOException {
    Numbers in = new Numbers(file);
    int n = in.whole();
    int parameters = in.whole();
    int sides = complicated ? 3 : 1;
    double[] corners = new double[sides * n];
    double[] points = new double[3 * n];
    for (int i = 0; i < n; i++) {
      int c = in.whole();
      for (int k = 0; k < sides; k++) {
        corners[k * n + i] = complicated ? model.triangles.get(c)[k] : c;
      }
      System.arraycopy(in.array(3).doubles(), 0, points, 3 * i, 3);
    }
    Array u = in.array(complicated ? n : 0, 2);
    Array theta = in.array(parameters);
    return new Hand(theta, u, Array.vector(corners), Array.of(Shape.of(n, 3), points), model);
  }

  /// The operands of the functions.
  List<Array> args() {
    return List.of(
        theta, u, corners, points, model.relative, model.inverse, model.positions, model.weights);
  }

  /// The operands → err (N, 3).
  Fn objective() {
    return Fn.of(types(), p -> List.of(error(p)));
  }

  /// The operands → the columns of ∂err, (26, N, 3). In the complicated form two columns come
  /// first, (28, N, 3).
  ///
  /// Each u moves its own error only, so all first coordinates share one forward pass, and all
  /// second ones another. An angle turns the bones of its own finger only, and the error is linear
  /// in their transforms.
  Fn jacobian() {
    Fn motion = columns(0, 6, t -> Expr.concat(0, List.of(t, Expr.fill(0, Type.f64(20)))));
    int n = u.shape().dim(0);
    return Fn.of(
        types(),
        p -> {
          List<Expr> parts = new ArrayList<>();
          if (n > 0) {
            Fn sides = columns(1, 2, t -> t.reshape(1, 2).broadcastTo(Shape.of(n, 2)));
            parts.add(sides.call(with(p, Maths.eye(2))));
          }
          parts.add(motion.call(with(p, Maths.eye(6))));
          parts.add(angles(p));
          return List.of(Expr.concat(0, parts));
        });
  }

  /// The operands and vectors of some size → what each vector does to err, as a direction of one
  /// operand.
  private Fn columns(int operand, int size, UnaryOperator<Expr> direction) {
    Fn push = push(types(), operand, size, direction, this::error);
    int count = types().size();
    return Gradus.vmap(
        push, IntStream.rangeClosed(0, count).mapToObj(i -> i == count).toList(), size);
  }

  /// The operands → the columns of all angles, (20, N, 3).
  private Expr angles(List<Expr> p) {
    int n = points.shape().dim(0);
    Fn push = push(FINGER, 0, 4, t -> t, Hand::finger);
    Fn each = Gradus.vmap(push, List.of(false, false, false, false, true), 4);
    Fn all = Gradus.vmap(each, List.of(true, true, true, false, false), 5);
    Expr turned = all.call(with(fingers(p), Maths.eye(4))); // (finger, angle, bone, 3, 4)
    Expr moved = rotation(p).neg().contract(turned, "il", "fdblj", "fdbij");
    Expr spread = spread(p).slice(0, 1, BONES - 1).reshape(5, 4, 4, n);
    return moved
        .contract(spread, "fdbij", "fbjm", "fdim")
        .permute(List.of(0, 1, 3, 2))
        .reshape(20, n, 3);
  }

  /// The operands and a vector → what the vector does to a result, as a direction of one operand.
  private static Fn push(
      List<Type> types,
      int operand,
      int size,
      UnaryOperator<Expr> direction,
      Function<List<Expr>, Expr> f) {
    List<Type> all = new ArrayList<>(types);
    all.add(Type.f64(size));
    return Fn.of(
        all,
        p -> {
          Expr along = direction.apply(p.getLast());
          return Forward.push(List.of(f.apply(p)), Map.of(p.get(operand), along));
        });
  }

  private static Expr[] with(List<Expr> operands, Expr directions) {
    return Stream.concat(operands.stream(), Stream.of(directions)).toArray(Expr[]::new);
  }

  private List<Type> types() {
    return args().stream().map(Type::of).toList();
  }

  private Expr error(List<Expr> p) {
    Expr theta = p.get(0);
    Expr positions = p.get(6).gather(1, p.get(2));
    Expr weights = p.get(7).gather(1, p.get(2));
    Expr skin =
        transforms(p)
            .contract(weights, "bij", "bm", "ijm")
            .contract(positions, "ijm", "jm", "im"); // (3, N or 3·N)
    Expr there = rotation(p).dot(skin).add(theta.slice(0, 3, 6).reshape(3, 1));
    return p.get(3).sub(between(i -> corner(there, i), p).transpose());
  }

  /// What each bone's transform adds to each observed place: its weight there times the position,
  /// (22, 4, N).
  private Expr spread(List<Expr> p) {
    Expr positions = p.get(6).gather(1, p.get(2));
    Expr weights = p.get(7).gather(1, p.get(2));
    return between(i -> corner(weights, i).contract(corner(positions, i), "bm", "jm", "bjm"), p);
  }

  /// The columns of all corners of one kind.
  private Expr corner(Expr columns, int i) {
    int n = points.shape().dim(0);
    return columns.slice(1, i * n, (i + 1) * n);
  }

  /// The place in a triangle of what is given for each of its corners.
  private Expr between(IntFunction<Expr> corner, List<Expr> p) {
    if (u.size() == 0) {
      return corner.apply(0);
    }
    int n = points.shape().dim(0);
    Expr first = p.get(1).slice(1, 0, 1).reshape(n);
    Expr second = p.get(1).slice(1, 1, 2).reshape(n);
    Expr third = first.add(second).neg().add(1);
    return corner
        .apply(0)
        .mul(first)
        .add(corner.apply(1).mul(second))
        .add(corner.apply(2).mul(third));
  }

  /// The transforms of all bones, (22, 3, 4).
  private static Expr transforms(List<Expr> p) {
    Expr wrist = p.get(4).at(0);
    Expr forearm = wrist.dot(p.get(4).at(BONES - 1));
    Fn all =
        Gradus.vmap(Fn.of(FINGER, q -> List.of(finger(q))), List.of(true, true, true, false), 5);
    return Expr.concat(
        0,
        List.of(
            wrist.dot(p.get(5).at(0)).slice(0, 0, 3).reshape(1, 3, 4),
            all.call(fingers(p).toArray(Expr[]::new)).reshape(BONES - 2, 3, 4),
            forearm.dot(p.get(5).at(BONES - 1)).slice(0, 0, 3).reshape(1, 3, 4)));
  }

  /// The operands of [#finger], for all five of them but the wrist.
  private static List<Expr> fingers(List<Expr> p) {
    return List.of(
        p.get(0).slice(0, 6, PARAMETERS).reshape(5, 4),
        p.get(4).slice(0, 1, BONES - 1).reshape(5, 4, 4, 4),
        p.get(5).slice(0, 1, BONES - 1).reshape(5, 4, 4, 4),
        p.get(4).at(0));
  }

  /// The angles, relative and inverse base transforms of a finger's bones, and the wrist → the
  /// transforms of the bones, (4, 3, 4).
  private static Expr finger(List<Expr> p) {
    Expr angles = p.get(0);
    Expr last = p.get(3).dot(p.get(1).at(0));
    List<Expr> chain = new ArrayList<>(List.of(last));
    for (int i = 1; i < 4; i++) {
      last = last.dot(p.get(1).at(i));
      if (i == 1) {
        last = last.dot(turn(angles.at(1), 0, 1)).dot(turn(angles.at(0), 1, 2)); // z, then x
      } else {
        last = last.dot(turn(angles.at(i), 1, 2));
      }
      chain.add(last);
    }
    return Expr.stack(chain).contract(p.get(2), "bij", "bjk", "bik").slice(1, 0, 3);
  }

  /// The rotation of the plane of axes i and j by an angle, (4, 4).
  private static Expr turn(Expr angle, int i, int j) {
    double[] fixed = new double[16];
    double[] cos = new double[16];
    double[] sin = new double[16];
    IntStream.range(0, 4).forEach(k -> (k == i || k == j ? cos : fixed)[5 * k] = 1);
    sin[4 * i + j] = -1;
    sin[4 * j + i] = 1;
    Expr turned = angle.cos().mul(square(cos)).add(angle.sin().mul(square(sin)));
    return turned.add(square(fixed));
  }

  private static Expr square(double[] matrix) {
    return Expr.constant(Array.of(Shape.of(4, 4), matrix));
  }

  /// I cos θ + (1−cos θ) v vᵀ + sin θ [v]× with θ = ‖r‖, v = r/θ; I where θ < 1e-4.
  private static Expr rotation(List<Expr> p) {
    Expr r = p.get(0).slice(0, 0, 3);
    Expr square = r.dot(r);
    Expr turns = square.ge(square.like(1e-8));
    Expr angle = turns.select(square, 1).sqrt();
    Expr v = r.div(angle);
    Expr cos = angle.cos();
    double[] c = new double[27]; // [v]×ᵢⱼ = Σₖ cᵢⱼₖ vₖ
    c[5] = c[15] = c[19] = -1;
    c[7] = c[11] = c[21] = 1;
    Expr cross = Expr.constant(Array.of(Shape.of(3, 3, 3), c)).contract(v, "ijk", "k", "ij");
    Expr turned =
        Maths.eye(3)
            .mul(cos)
            .add(v.contract(v, "i", "j", "ij").mul(cos.neg().add(1)))
            .add(cross.mul(angle.sin()));
    return turns.broadcastTo(turned.shape()).select(turned, Maths.eye(3));
  }
}
