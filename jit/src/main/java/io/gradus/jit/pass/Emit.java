package io.gradus.jit.pass;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.jit.emit.Kernel;
import io.gradus.jit.emit.Operands;
import io.gradus.jit.emit.Target;
import io.gradus.jit.pass.Plan.Place;
import io.gradus.jit.product.Epilogue;
import io.gradus.jit.product.Known;
import io.gradus.jit.product.Scratch;
import io.gradus.jit.product.TieredProduct;
import io.gradus.jit.step.Block;
import io.gradus.jit.step.CallStep;
import io.gradus.jit.step.CondStep;
import io.gradus.jit.step.Engine;
import io.gradus.jit.step.IndexStep;
import io.gradus.jit.step.LoopStep;
import io.gradus.jit.step.MoveStep;
import io.gradus.jit.step.ParallelStep;
import io.gradus.jit.step.ProductStep;
import io.gradus.jit.step.ScanStep;
import io.gradus.jit.step.Slot;
import io.gradus.jit.step.Step;
import io.gradus.jit.step.WholeStep;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Op;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Last pass: kernels for the groups of a program, bound to memory of their own.
final class Emit {
  private final Program program;
  private final Plan plan;
  private final Engine whole; // all threads for each step
  private Engine engine; // for the step in hand
  private final float[] floats;
  private final double[] doubles;
  private final int floatsAt;
  private final int doublesAt;
  private final Slot[] args;
  private final Slot[] results;
  private final List<Step> steps = new ArrayList<>();

  private Emit(
      Program program,
      Engine engine,
      float[] floats,
      int floatsAt,
      double[] doubles,
      int doublesAt) {
    this.program = program;
    this.plan = program.plan;
    this.whole = engine;
    this.engine = engine;
    this.floats = floats;
    this.doubles = doubles;
    this.floatsAt = floatsAt;
    this.doublesAt = doublesAt;
    args = slots(program.schedule.graph.params().size());
    results = slots(program.schedule.graph.results().size() - program.carried);
  }

  /// An instance of a program with an arena of its own.
  static Block block(Program program, Engine engine) {
    int[] size = program.plan.size();
    int f = Target.START / Float.BYTES;
    int d = Target.START / Double.BYTES;
    return new Emit(program, engine, new float[f + size[0]], f, new double[d + size[1]], d).block();
  }

  private static Slot[] slots(int count) {
    Slot[] out = new Slot[count];
    for (int i = 0; i < count; i++) {
      out[i] = new Slot();
    }
    return out;
  }

  private Block block() {
    plan.stages.forEach(this::stage);
    copies();
    return new Block(args, results, steps.toArray(Step[]::new));
  }

  /// Steps that can run at the same time; with one thread they run one after the other.
  private void stage(List<Group> stage) {
    if (stage.size() == 1 || whole.pool().threads() == 1) {
      stage.forEach(this::group);
      return;
    }
    engine = whole.serial();
    int first = steps.size();
    stage.forEach(this::group);
    List<Step> together = steps.subList(first, steps.size());
    Step step = new ParallelStep(together.toArray(Step[]::new), whole.pool());
    together.clear();
    steps.add(step);
    engine = whole;
  }

  private void group(Group g) {
    if (g.product != null) {
      product(g);
    } else if (g.isLoop()) {
      Lower l = program.loops.get(g);
      steps.add(
          new LoopStep(
              engine.kernel(l.loop()),
              l.loop(),
              operands(l.operands()),
              l.rows(),
              l.columns(),
              l.depth(),
              engine.pool()));
    } else if (plan.isZeros(g)) {
      steps.add(new MoveStep(operands(List.of(g.whole)), g.whole.shape().size()));
    } else {
      whole(g);
    }
  }

  private void product(Group g) {
    Multiply m = Multiply.of(g.product, program.schedule);
    Operands o = new Operands(3);
    if (plan.places.containsKey(g.product)) {
      bind(o, 0, g.product, 0);
    }
    bind(o, 1, m.left(), m.leftOffset());
    bind(o, 2, m.right(), m.rightOffset());
    Optional<Known> known = Optional.ofNullable(program.known.get(g));
    Lower l = program.loops.get(g);
    if (l == null || g.members.isEmpty()) {
      TieredProduct p = engine.product(m.geometry(), Optional.empty(), known);
      steps.add(step(p, o, null));
      return;
    }
    Kernel kernel = engine.kernel(l.loop());
    Epilogue e = new Epilogue(kernel, l.operands().indexOf(g.product), g.keepsProduct());
    TieredProduct p = engine.product(m.geometry(), Optional.of(e), known);
    steps.add(step(p, o, operands(l.operands())));
  }

  private ProductStep step(TieredProduct p, Operands o, Operands after) {
    Scratch[] scratches = engine.scratches();
    for (Scratch s : scratches) {
      p.prepare(s, after == null ? 0 : after.at.length);
    }
    return new ProductStep(p, scratches, o, after);
  }

  private void whole(Group g) {
    Expr e = g.whole;
    List<Expr> bases = e.args().stream().map(a -> program.schedule.view(a).base()).toList();
    switch (e.op()) {
      case Op.Single op -> {
        List<Expr> all = new ArrayList<>(List.of(e));
        all.addAll(bases);
        Operands o = operands(all);
        steps.add(
            IndexStep.takes(op)
                ? new IndexStep(op, e.args().getFirst().shape(), e.shape(), o)
                : new WholeStep(op, e.args().stream().map(Expr::type).toList(), o));
      }
      case Control.Call call -> steps.add(new CallStep(body(g, call.body(), bases, new int[2])));
      case Control.Cond cond -> {
        int[] used = new int[2];
        Block yes = body(g, cond.yes(), bases.subList(1, bases.size()), used);
        Block no = body(g, cond.no(), bases.subList(1, bases.size()), used);
        steps.add(new CondStep(operands(bases.subList(0, 1)), yes, no));
      }
      case Control.Scan scan -> scan(g, scan, bases);
      case Control.Item _ -> throw new IllegalStateException("an item is no step");
    }
  }

  /// An instance of a body within the room of its group; `used` counts what is taken of it.
  private Block inside(Group g, Program p, int[] used) {
    int[] at = plan.nested.get(g);
    Emit e =
        new Emit(
            p, whole, floats, floatsAt + at[0] + used[0], doubles, doublesAt + at[1] + used[1]);
    used[0] += p.plan.size()[0];
    used[1] += p.plan.size()[1];
    return e.block();
  }

  /// A body whose operands and results are whole values of this function.
  private Block body(Group g, Graph body, List<Expr> in, int[] used) {
    Block b = inside(g, program.bodies.get(body), used);
    for (int i = 0; i < in.size(); i++) {
      bind(b.args()[i], in.get(i));
    }
    for (int i = 0; i < b.results().length; i++) {
      Expr r = body.results().get(i);
      result(g, i, r, b.results()[i], used);
    }
    return b;
  }

  /// Binds a result of a body to the value it is here, or to spare room if nobody reads it.
  private void result(Group g, int i, Expr r, Slot slot, int[] used) {
    Expr item = g.whole.item(i);
    if (plan.places.containsKey(item)) {
      bind(slot, item);
    } else {
      spare(g, r, slot, used);
    }
  }

  private void spare(Group g, Expr r, Slot slot, int[] used) {
    int[] at = plan.nested.get(g);
    if (r.dtype() == DType.F32) {
      slot.bind(floats, null, floatsAt + at[0] + used[0]);
      used[0] += Program.padded(r.shape().size());
    } else {
      slot.bind(null, doubles, doublesAt + at[1] + used[1]);
      used[1] += Program.padded(r.shape().size());
    }
  }

  private void scan(Group g, Control.Scan scan, List<Expr> in) {
    int[] used = new int[2];
    Program p = program.bodies.get(scan.body());
    Block b = inside(g, p, used);
    Graph body = p.schedule.graph;
    for (int i = 0; i < scan.states(); i++) {
      Expr state = body.params().get(i);
      Expr item = g.whole.item(i);
      boolean wanted = plan.places.containsKey(item);
      Operands copy = new Operands(2);
      bind(copy, 1, in.get(i), 0);
      if (body.results().get(i) == state && !wanted) {
        bind(b.args()[i], in.get(i)); // the same at every step
        continue;
      }
      if (wanted) {
        bind(b.args()[i], item);
        bind(copy, 0, item, 0);
      } else {
        int f = floatsAt + plan.nested.get(g)[0] + used[0];
        int d = doublesAt + plan.nested.get(g)[1] + used[1];
        spare(g, state, b.args()[i], used);
        copy.f32[0] = state.dtype() == DType.F32 ? floats : null;
        copy.f64[0] = state.dtype() == DType.F64 ? doubles : null;
        copy.at[0] = state.dtype() == DType.F32 ? f : d;
      }
      steps.add(new MoveStep(copy, state.shape().size()));
    }
    List<Expr> places = new ArrayList<>();
    List<ScanStep.Stack> stacks = new ArrayList<>();
    for (int i = scan.states(); i < in.size(); i++) {
      int size = body.params().get(i).shape().size();
      stacks.add(new ScanStep.Stack(b.args()[i], places.size(), size));
      places.add(in.get(i));
    }
    for (int i = scan.states(); i < body.results().size(); i++) {
      Expr r = body.results().get(i);
      Slot slot = b.results()[i - scan.states()];
      if (plan.places.containsKey(g.whole.item(i))) {
        stacks.add(new ScanStep.Stack(slot, places.size(), r.shape().size()));
        places.add(g.whole.item(i));
      } else {
        spare(g, r, slot, used);
      }
    }
    steps.add(
        new ScanStep(
            b,
            scan.length(),
            scan.backward(),
            operands(places),
            stacks.toArray(ScanStep.Stack[]::new)));
  }

  /// Copies results that are values stored elsewhere. Operands that change places go through spare
  /// memory.
  private void copies() {
    List<Plan.Copy> late = new ArrayList<>();
    List<Operands> kept = new ArrayList<>();
    List<Plan.Copy> all = new ArrayList<>(plan.copies);
    all.sort(Comparator.comparing(this::rank));
    for (Plan.Copy c : all) {
      int size = c.from().shape().size();
      Operands o = new Operands(2);
      bind(o, 1, c.from(), 0);
      if (c.result() >= program.carried) {
        results[c.result() - program.carried].add(o, 0, 0);
        steps.add(new MoveStep(o, size));
      } else if (plan.places.get(c.from()) instanceof Place.Argument) {
        Operands spare = new Operands(1);
        spare.f32[0] = c.from().dtype() == DType.F32 ? new float[size] : null;
        spare.f64[0] = c.from().dtype() == DType.F64 ? new double[size] : null;
        o.f32[0] = spare.f32[0];
        o.f64[0] = spare.f64[0];
        steps.add(new MoveStep(o, size));
        late.add(c);
        kept.add(spare);
      } else {
        args[c.result()].add(o, 0, 0);
        steps.add(new MoveStep(o, size));
      }
    }
    for (int i = 0; i < late.size(); i++) {
      Operands o = new Operands(2);
      o.f32[1] = kept.get(i).f32[0];
      o.f64[1] = kept.get(i).f64[0];
      args[late.get(i).result()].add(o, 0, 0);
      steps.add(new MoveStep(o, late.get(i).from().shape().size()));
    }
  }

  /// Copies of old operands come before those that change operands.
  private int rank(Plan.Copy c) {
    if (c.result() >= program.carried) {
      return 0;
    }
    return plan.places.get(c.from()) instanceof Place.Argument ? 1 : 2;
  }

  // Places

  private Operands operands(List<Expr> bases) {
    Operands o = new Operands(bases.size());
    for (int i = 0; i < bases.size(); i++) {
      boolean scratch = bases.get(i).op() instanceof Bilinear.Contract;
      if (!scratch || plan.places.containsKey(bases.get(i))) {
        bind(o, i, bases.get(i), 0);
      }
    }
    return o;
  }

  private void bind(Operands o, int index, Expr base, int offset) {
    switch (place(base)) {
      case Place.Inside(int at) -> {
        boolean single = base.dtype() == DType.F32;
        o.f32[index] = single ? floats : null;
        o.f64[index] = single ? null : doubles;
        o.at[index] = (single ? floatsAt : doublesAt) + at + offset;
      }
      case Place.Known(Array a) -> {
        o.f32[index] = a.dtype() == DType.F32 ? a.floats() : null;
        o.f64[index] = a.dtype() == DType.F64 ? a.doubles() : null;
        o.at[index] = offset;
      }
      case Place.Argument(int i) -> args[i].add(o, index, offset);
      case Place.Result(int i) -> results[i].add(o, index, offset);
    }
  }

  private void bind(Slot slot, Expr base) {
    switch (place(base)) {
      case Place.Inside(int at) -> {
        if (base.dtype() == DType.F32) {
          slot.bind(floats, null, floatsAt + at);
        } else {
          slot.bind(null, doubles, doublesAt + at);
        }
      }
      case Place.Known(Array a) ->
          slot.bind(
              a.dtype() == DType.F32 ? a.floats() : null,
              a.dtype() == DType.F64 ? a.doubles() : null,
              0);
      case Place.Argument(int i) -> args[i].add(slot, 0);
      case Place.Result(int i) -> results[i].add(slot, 0);
    }
  }

  private Place place(Expr base) {
    return plan.places.computeIfAbsent(
        base,
        e ->
            switch (e.op()) {
              case Flat.Leaf number -> new Place.Known(number.eval(List.of()));
              default -> throw new IllegalStateException("no place for " + e);
            });
  }
}
