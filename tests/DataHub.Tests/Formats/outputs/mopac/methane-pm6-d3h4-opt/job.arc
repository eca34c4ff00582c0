

                     SUMMARY OF  PM6-D3H4 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:39:13 2026

           Empirical Formula: C H4  =     5 atoms

 PM6-D3H4 PRECISE AUX(0,PRECISION=8,XP,XS,MOS=4) THREADS=1 CHARGE=0
 DataHub



     GEOMETRY OPTIMISED USING EIGENVECTOR FOLLOWING (EF).     
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =         -1.81171 KCAL/MOL =      -7.58021 KJ/MOL
          GRADIENT NORM           =          0.00968          =       0.00433 PER ATOM
          DIPOLE                  =          0.00000 DEBYE   POINT GROUP:  Td  
          NO. OF FILLED LEVELS    =          4
          IONIZATION POTENTIAL    =         13.510266 EV
          HOMO LUMO ENERGIES (EV) =        -13.510  5.908
          MOLECULAR WEIGHT        =         16.0426
          COSMO AREA              =         54.55 SQUARE ANGSTROMS
          COSMO VOLUME            =         36.97 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     4    H     2     1.81111
            H     5    H     3     1.81111
            H     2    H     3     1.28064
          SCF CALCULATIONS        =         11
          WALL-CLOCK TIME         =      0.012 SECONDS
          COMPUTATION TIME        =      0.010 SECONDS


          FINAL GEOMETRY OBTAINED
 PM6-D3H4 PRECISE AUX(0,PRECISION=8,XP,XS,MOS=4) THREADS=1 CHARGE=0
 DataHub

  C    -0.00000000 +1  -0.00000000 +1   0.00000015 +1
  H     0.64032976 +1   0.64031942 +1   0.64032162 +1
  H    -0.64032976 +1  -0.64031942 +1   0.64032162 +1
  H    -0.64032979 +1   0.64031945 +1  -0.64032188 +1
  H     0.64032979 +1  -0.64031945 +1  -0.64032188 +1

