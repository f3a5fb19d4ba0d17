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

  /// The hand in its base pose.
  ///
  /// @param relative from each bone to its parent, (22, 4, 4)
  /// @param inverse the inverse base transform of each bone, (22, 4, 4)
  /// @param positions of the vertices, (V, 4)
  /// @param weights of the bones at each vertex, (V, 22)
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
      double[] positions = new double[vertices.size() * 4];
      double[] weights = new double[vertices.size() * BONES];
      for (int i = 0; i < vertices.size(); i++) {
        String[] v = vertices.get(i);
        for (int j = 0; j < 3; j++) {
          positions[4 * i + j] = Double.parseDouble(v[j]);
        }
        positions[4 * i + 3] = 1;
        for (int j = 0; j < Integer.parseInt(v[8]); j++) {
          weights[BONES * i + Integer.parseInt(v[9 + 2 * j])] = Double.parseDouble(v[10 + 2 * j]);
        }
      }
      List<int[]> triangles =
          words(folder.resolve("triangles.txt")).stream()
              .map(t -> Stream.of(t).mapToInt(Integer::parseInt).toArray())
              .toList();
      return new Model(
          Array.of(Shape.of(BONES, 4, 4), relative),
          Array.of(Shape.of(BONES, 4, 4), inverse),
          Array.of(Shape.of(vertices.size(), 4), positions),
          Array.of(Shape.of(vertices.size(), BONES), weights),
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
  /// first, (28, N, 3): each u moves its own error only, so all first coordinates share one forward
  /// pass, and all second ones another. The motion of the whole hand leaves the skin as it is, so
  /// its directions are pushed apart from those of the fingers.
  Fn jacobian() {
    Fn motion = columns(0, 6, t -> Expr.concat(0, List.of(t, zeros(PARAMETERS - 6))));
    Fn fingers = columns(0, PARAMETERS - 6, t -> Expr.concat(0, List.of(zeros(6), t)));
    int n = u.shape().dim(0);
    return Fn.of(
        types(),
        p -> {
          List<Expr> parts = new ArrayList<>();
          if (n > 0) {
            Fn sides = columns(1, 2, t -> t.reshape(1, 2).broadcastTo(Shape.of(n, 2)));
            parts.add(sides.apply(with(p, Maths.eye(2))).getFirst());
          }
          parts.add(motion.apply(with(p, Maths.eye(6))).getFirst());
          parts.add(fingers.apply(with(p, Maths.eye(PARAMETERS - 6))).getFirst());
          return List.of(Expr.concat(0, parts));
        });
  }

  /// The operands and vectors of some size → what each vector does to err, as a direction of one
  /// operand.
  private Fn columns(int operand, int size, UnaryOperator<Expr> direction) {
    List<Type> types = new ArrayList<>(types());
    int count = types.size();
    types.add(Type.f64(size));
    Fn push =
        Fn.of(
            types,
            p ->
                Forward.push(
                    List.of(error(p)), Map.of(p.get(operand), direction.apply(p.get(count)))));
    return Gradus.vmap(
        push, IntStream.rangeClosed(0, count).mapToObj(i -> i == count).toList(), size);
  }

  private static Expr zeros(int size) {
    return Expr.fill(0, Type.f64(size));
  }

  private static Expr[] with(List<Expr> operands, Expr directions) {
    return Stream.concat(operands.stream(), Stream.of(directions)).toArray(Expr[]::new);
  }

  private List<Type> types() {
    return args().stream().map(Type::of).toList();
  }

  private Expr error(List<Expr> p) {
    int n = points.shape().dim(0);
    Expr theta = p.get(0);
    Expr skin = skin(p); // (3, N or 3·N)
    Expr there = rotation(theta.slice(0, 0, 3)).contract(skin, "ij", "jm", "im");
    there = there.add(theta.slice(0, 3, 6).reshape(3, 1));
    if (u.size() > 0) {
      Expr first = p.get(1).slice(1, 0, 1).reshape(n);
      Expr second = p.get(1).slice(1, 1, 2).reshape(n);
      Expr third = first.add(second).neg().add(1);
      there =
          there
              .slice(1, 0, n)
              .mul(first)
              .add(there.slice(1, n, 2 * n).mul(second))
              .add(there.slice(1, 2 * n, 3 * n).mul(third));
    }
    return p.get(3).sub(there.transpose());
  }

  /// The vertices asked for, before the global motion, each in a column.
  private static Expr skin(List<Expr> p) {
    Expr absolute = absolute(p.get(0).slice(0, 6, PARAMETERS), p.get(4));
    Expr transforms = absolute.contract(p.get(5), "bij", "bjk", "bik").slice(1, 0, 3);
    Expr positions = p.get(6).gather(0, p.get(2));
    Expr weights = p.get(7).gather(0, p.get(2));
    return transforms.contract(weights, "bij", "mb", "ijm").contract(positions, "ijm", "mj", "im");
  }

  /// The transforms of all bones, finger by finger in parallel.
  private static Expr absolute(Expr angles, Expr relative) {
    Expr wrist = relative.at(0);
    Expr fingers = relative.slice(0, 1, BONES - 1).reshape(5, 4, 4, 4); // (finger, bone, …)
    Expr a = angles.reshape(5, 4);
    List<Expr> chain = new ArrayList<>();
    Expr last = bone(fingers, 0).contract(wrist, "fjk", "ij", "fik");
    chain.add(last);
    for (int i = 1; i < 4; i++) {
      last = matmul(last, bone(fingers, i));
      if (i == 1) {
        last = matmul(last, turn(column(a, 1), 0, 1)); // z
        last = matmul(last, turn(column(a, 0), 1, 2)); // x
      } else {
        last = matmul(last, turn(column(a, i), 1, 2));
      }
      chain.add(last);
    }
    List<Expr> ranked = chain.stream().map(t -> t.reshape(5, 1, 4, 4)).toList();
    return Expr.concat(
        0,
        List.of(
            wrist.reshape(1, 4, 4),
            Expr.concat(1, ranked).reshape(BONES - 2, 4, 4),
            wrist.dot(relative.at(BONES - 1)).reshape(1, 4, 4)));
  }

  private static Expr bone(Expr fingers, int i) {
    return fingers.slice(1, i, i + 1).reshape(5, 4, 4);
  }

  private static Expr column(Expr angles, int i) {
    return angles.slice(1, i, i + 1).reshape(5);
  }

  private static Expr matmul(Expr x, Expr y) {
    return x.contract(y, "fij", "fjk", "fik");
  }

  /// Rotations of the plane of axes i and j, for each angle a (4, 4) matrix.
  private static Expr turn(Expr angle, int i, int j) {
    double[] fixed = new double[16];
    double[] cos = new double[16];
    double[] sin = new double[16];
    IntStream.range(0, 4).forEach(k -> (k == i || k == j ? cos : fixed)[5 * k] = 1);
    sin[4 * i + j] = -1;
    sin[4 * j + i] = 1;
    return outer(angle.cos(), cos).add(outer(angle.sin(), sin)).add(square(fixed));
  }

  private static Expr outer(Expr x, double[] matrix) {
    return x.contract(square(matrix), "f", "ij", "fij");
  }

  private static Expr square(double[] matrix) {
    return Expr.constant(Array.of(Shape.of(4, 4), matrix));
  }

  /// I cos θ + (1−cos θ) v vᵀ + sin θ [v]× with θ = ‖r‖, v = r/θ; I where θ < 1e-4.
  private static Expr rotation(Expr r) {
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
