using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>What a <see cref="Rewrite"/> sees of a finding, and where it says what to change.</summary>
internal sealed class FixSite(SyntaxNode root, SemanticModel model, Diagnostic finding, FixHandoff handoff)
{
    private readonly Dictionary<SyntaxNode, Type> _known = [];
    private readonly List<Edit> _edits = [];
    private readonly SortedSet<string> _imports = new(StringComparer.Ordinal);

    public SyntaxNode Root => root;

    public SemanticModel Model => model;

    public FixHandoff Handoff => handoff;

    /// <summary>The nodes that the rewrite has in hand, and as what.</summary>
    internal IReadOnlyDictionary<SyntaxNode, Type> Known => _known;

    internal IReadOnlyList<Edit> Edits => _edits;

    internal IReadOnlyCollection<string> Imports => _imports;

    /// <summary>The write that the finding stands on; null when it is something else.</summary>
    public T? Write<T>() where T : SyntaxNode => Find<T>(finding.Location);

    /// <summary>The first place of a role; null when there is none, it is something else, or it lies in another file.</summary>
    public T? Place<T>(string role) where T : SyntaxNode => handoff.Place(role) is { } where ? Find<T>(where) : null;

    /// <summary>All places of a role that lie in this file and are of that kind.</summary>
    public IEnumerable<T> Places<T>(string role) where T : SyntaxNode => handoff.Places(role).Select(Find<T>).OfType<T>();

    /// <summary>A part of the source that the rewrite puts somewhere else: from here on <see cref="Now.Of"/> knows it.</summary>
    public T Keep<T>(T node) where T : SyntaxNode => Know(node);

    /// <summary>
    /// Replaces a node; its outer comments and blanks stay. Take every part that is kept from <see cref="Now.Of"/>: a finding nested in this one
    /// may have changed it.
    /// </summary>
    public void Replace<T>(T node, Func<Now, SyntaxNode> by) where T : SyntaxNode => Add(new Replacement(Know(node), by));

    /// <summary>Removes a statement; its comments go to the one after it.</summary>
    public void Remove(StatementSyntax statement) => Add(new Removal(Know(statement)));

    /// <summary>Removes a statement with its comments: the rewrite has put them somewhere else.</summary>
    public void Move(StatementSyntax statement) => Add(new Removal(Know(statement), withComments: true));

    /// <summary>Inserts a statement before another, on a line of its own.</summary>
    public void InsertBefore(StatementSyntax statement, Func<Now, StatementSyntax> added) => Add(new Insertion(Know(statement), added));

    /// <summary>Inserts a member before another.</summary>
    public void InsertBefore(MemberDeclarationSyntax member, Func<Now, MemberDeclarationSyntax> added) => Add(new MemberInsertion(Know(member), added));

    /// <summary>An import that the rewrite needs would make names of the file ambiguous: there is no rewrite.</summary>
    internal bool Clashes { get; private set; }

    /// <summary>Makes the types and extension methods of a namespace visible, if they are not.</summary>
    public void Import(string nameSpace) => Clashes |= !TryImport(nameSpace);

    /// <summary>The name of a type, as short as it can be here; imports its namespace where that makes nothing ambiguous.</summary>
    public ExpressionSyntax Type(string nameSpace, string name)
    {
        TryImport(nameSpace);
        return Spelling.Type(nameSpace, name);
    }

    private bool TryImport(string nameSpace)
    {
        if (_imports.Contains(nameSpace) || Usings.Sees(Model, finding.Location.SourceSpan.Start, nameSpace)) return true;
        if (ImportClash.Is(Model, Root, nameSpace)) return false;
        _imports.Add(nameSpace);
        return true;
    }

    private T? Find<T>(Location where) where T : SyntaxNode
    {
        if (where.SourceTree != Root.SyntaxTree) return null;
        var node = Root.FindNode(where.SourceSpan, getInnermostNodeForTie: true);
        while (node is not null and not T && node.Parent?.Span == node.Span) node = node.Parent;
        return node is T found ? Know(found) : null;
    }

    private T Know<T>(T node) where T : SyntaxNode
    {
        if (!_known.TryGetValue(node, out var known) || known.IsAssignableFrom(typeof(T))) _known[node] = typeof(T);
        return node;
    }

    private void Add(Edit edit) => _edits.Add(edit);
}

/// <summary>The tree at the moment of a change.</summary>
internal readonly struct Now(SyntaxNode root, IReadOnlyDictionary<SyntaxNode, SyntaxNode> atStart)
{
    /// <summary>
    /// What a node that came from the <see cref="FixSite"/> is now; what it was when this rewrite began if the rewrite itself has removed it.
    /// Without blanks and comments around it.
    /// </summary>
    public T Of<T>(T node) where T : SyntaxNode => (T)(root.GetCurrentNodes((SyntaxNode)node).FirstOrDefault() ?? atStart[node]).WithoutTrivia();
}

/// <summary>A rewrite that agreed to cure a finding.</summary>
internal sealed record FixPlan(Rewrite Rewrite, string Title, FixSite Site);
