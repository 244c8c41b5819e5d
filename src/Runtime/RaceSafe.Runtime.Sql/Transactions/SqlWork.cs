using System.Collections.ObjectModel;
using System.Data.Common;

namespace RaceSafe;

/// <summary>The connection and transaction that a body works in. Valid until the body returns.</summary>
/// <param name="Connection">The open connection.</param>
/// <param name="Transaction">The transaction; committed when the body returns, rolled back when it throws. Do not end it in the body.</param>
public sealed record SqlWork(DbConnection Connection, DbTransaction Transaction);

/// <summary>As <see cref="SqlWork"/>, with the rows that are locked.</summary>
/// <param name="Connection">The open connection.</param>
/// <param name="Transaction">The transaction that holds the locks.</param>
/// <param name="Keys">Keys of the rows that exist and are locked, in rising order.</param>
/// <typeparam name="TKey">Type of the key.</typeparam>
public sealed record LockedRows<TKey>(DbConnection Connection, DbTransaction Transaction, IReadOnlyList<TKey> Keys)
    where TKey : notnull
{
    /// <summary>The columns that were asked for, by key and name: as they are, since nobody can change them until the end of the transaction.</summary>
    public IReadOnlyDictionary<TKey, IReadOnlyDictionary<string, object?>> Values { get; init; } = ReadOnlyDictionary<TKey, IReadOnlyDictionary<string, object?>>.Empty;
}
