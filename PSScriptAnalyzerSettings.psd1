@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # The scripts write to the host, for people and for logs.
        'PSAvoidUsingWriteHost'
        # The tests use made-up passwords.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        # Pester blocks use variables and parameters of the enclosing scope.
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSReviewUnusedParameter'
        # The functions of the tests start and stop only their own processes.
        'PSUseShouldProcessForStateChangingFunctions'
        # PowerShell 7 reads UTF-8 without a byte order mark.
        'PSUseBOMForUnicodeEncodedFile'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('7.4') }
    }
}
