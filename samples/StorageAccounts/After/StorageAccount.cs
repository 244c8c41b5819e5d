using Microsoft.EntityFrameworkCore;

namespace StorageAccounts;

/// <remarks>Whatever locks and keys forget, the database never holds two of them.</remarks>
[Index(nameof(UserId), nameof(Provider), nameof(ProviderAccountId), IsUnique = true)]
public sealed partial class StorageAccount;
